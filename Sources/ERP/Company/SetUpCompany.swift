import Kernel
import Platform

/// Sets up the company: its details, chart of accounts, periods, tax codes and payment terms, in one.
/// Refuses: alreadySetUp, requiredField, invalidValue. Emits CompanySetUp.
public struct SetUpCompany: Command {
    public static let name = "company.setUp"
    public static let permission: Permission = "company.setUp"
    public static let emits: [any Event.Type] = [CompanySetUp.self]
    public var companyName = ""
    public var country = "NZ"
    public var currency = Currency.nzd
    public var gstNumber = ""
    public var nzbn = ""
    public var street = ""
    public var suburb = ""
    public var city = ""
    public var region = ""
    public var postcode = ""
    public var overdueHoldDays = 60
    public var overCreditPolicy = OverCreditPolicy.hold
    public var overDeliveryPercent = FixedDecimal.zero
    public var writeOffTolerance = Money.none
    /// The first period; without it, that of a year before today.
    public var firstPeriod: CalendarDate?
    public var periods = 36
    /// Periods up to this day are open; without it, a year from today.
    public var openThrough: CalendarDate?
    public init() {}

    public init(name: String, country: String, currency: Currency) {
        companyName = name
        self.country = country
        self.currency = currency
    }

    public static let input = Schema<SetUpCompany>("SetUpCompany") { s in
        s.field("name", \.companyName, .required, .maxLength(120))
        s.field("country", \.country, .required, .maxLength(2))
        s.field("currency", \.currency, .required)
        s.field("gstNumber", \.gstNumber, .maxLength(20))
        s.field("nzbn", \.nzbn, .maxLength(13))
        s.field("street", \.street, .maxLength(120))
        s.field("suburb", \.suburb, .maxLength(80))
        s.field("city", \.city, .maxLength(80))
        s.field("region", \.region, .maxLength(80))
        s.field("postcode", \.postcode, .maxLength(12))
        s.field("overdueHoldDays", \.overdueHoldDays)
        s.field("overCreditPolicy", \.overCreditPolicy)
        s.field("overDeliveryPercent", \.overDeliveryPercent)
        s.field("writeOffTolerance", \.writeOffTolerance)
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
        guard currency != .none, (1...240).contains(periods) else {
            throw Refusal(
                .invalidValue, "A company needs a currency, and 1 to 240 periods", document: "Company",
                field: currency == .none ? "currency" : "periods", allowed: "such as NZD; 1 to 240")
        }
        _ = try Country.checked(country, of: "Company", fixedBy: "finance")
        let company = try tx.insert(company)
        for account in ChartOfAccounts.of(country: country).accounts { try tx.insert(LedgerAccount(account)) }
        for template in CompanyTemplates.taxCodes(of: country) { try tx.insert(taxCode(template)) }
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

    private var company: Company {
        var company = Company()
        company.id = Company.only
        company.name = companyName
        company.country = country
        company.currency = currency
        company.gstNumber = gstNumber
        company.nzbn = nzbn
        company.street = street
        company.suburb = suburb
        company.city = city
        company.region = region
        company.postcode = postcode
        company.overdueHoldDays = overdueHoldDays
        company.overCreditPolicy = overCreditPolicy
        company.overDeliveryPercent = overDeliveryPercent
        company.writeOffTolerance =
            writeOffTolerance == .none
            ? Money(minorUnits: 5 * currency.minorUnitsPerMajor, currency: currency) : writeOffTolerance
        return company
    }

    private func taxCode(
        _ template: (code: String, name: String, basisPoints: Int, kind: TaxKind)
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
