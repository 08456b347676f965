import Kernel
import Platform

/// Sets up the company: its details, chart of accounts, periods, tax codes and payment terms, in one.
/// Refuses: alreadySetUp, requiredField, invalidValue. Emits CompanySetUp.
public struct SetUpCompany: Command {
    public static let name = "company.setUp"
    public static let permission: Permission = "company.setUp"
    public static let emits: [any Event.Type] = [CompanySetUp.self]
    public var fields = FieldChanges<Company>()
    /// The first period; without it, that of a year before today.
    public var firstPeriod: CalendarDate?
    public var periods = 36
    /// Periods up to this day are open; without it, a year from today.
    public var openThrough: CalendarDate?

    public init() {
        fields[\.country] = "NZ"
        fields[\.currency] = .nzd
    }

    public init(name: String, country: String, currency: Currency) {
        fields[\.name] = name
        fields[\.country] = country
        fields[\.currency] = currency
    }

    public static let input = Schema<SetUpCompany>("SetUpCompany") { s in
        s.fields(of: Company.self, at: \.fields, isRequired: true)
        s.field("firstPeriod", \.firstPeriod)
        s.field("periods", \.periods)
        s.field("openThrough", \.openThrough)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Company> {
        guard try tx.find(Company.only) == nil else {
            throw Refusal(
                .alreadySetUp, "The company has been set up already", document: "Company",
                allowed: "one company in a database", fixedBy: "finance")
        }
        var company = try fields.applied(to: Company())
        guard company.currency != .none, (1...240).contains(periods) else {
            throw Refusal(
                .invalidValue, "A company needs a currency, and 1 to 240 periods", document: "Company",
                field: company.currency == .none ? "currency" : "periods", allowed: "such as NZD; 1 to 240")
        }
        company.country = try Country.checked(company.country, of: "Company", fixedBy: "finance")
        company.id = Company.only
        if company.writeOffTolerance == .none {
            company.writeOffTolerance = Money(
                minorUnits: 5 * company.currency.minorUnitsPerMajor, currency: company.currency)
        }
        company = try tx.insert(company)
        for account in ChartOfAccounts.of(country: company.country).accounts { try tx.insert(LedgerAccount(account)) }
        for template in CompanyTemplates.taxCodes(of: company.country) {
            try tx.insert(taxCode(template, country: company.country))
        }
        for terms in CompanyTemplates.paymentTerms { try tx.insert(terms) }
        let first = (firstPeriod ?? tx.today.adding(months: -12)).startOfMonth
        let last = openThrough ?? tx.today.adding(months: 12)
        for month in 0..<periods {
            let start = first.adding(months: month)
            try tx.insert(Period(startsOn: start, state: start <= last ? .open : .future))
        }
        tx.emit(CompanySetUp(subject: company.id))
        return company.id
    }

    private func taxCode(
        _ template: (code: String, name: String, basisPoints: Int, kind: TaxKind), country: String
    ) throws(Refusal) -> TaxCode {
        var code = TaxCode()
        code.id = ID(template.code)
        code.code = template.code
        code.name = template.name
        code.rate = FixedDecimal(micros: Int128(template.basisPoints * 100))
        code.country = country
        code.kind = template.kind
        code.validFrom = CalendarDate(daysSinceEpoch: 0)
        code.account = ID(AccountRole.gstOutput.code)
        return code
    }
}

extension LedgerAccount {
    /// An account of a chart.
    init(_ account: ChartOfAccounts.Account) {
        id = ID(account.code)
        code = account.code
        name = account.name
        kind = account.kind
        control = account.control
        path = account.path
    }
}

extension Currency {
    /// 100 for NZD, 1 for JPY.
    var minorUnitsPerMajor: Int64 { (0..<minorDigits).reduce(1) { units, _ in units * 10 } }
}

/// The company is ready to trade.
public struct CompanySetUp: Event {
    public let subject: ID<Company>
}
