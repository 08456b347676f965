import Kernel
import Platform

/// Goods and services tax on documents: which code applies, and how much it is.
public enum GST {
    /// The tax code for this customer and item on this day: the item's exemption first, then the customer's own code,
    /// then zero-rated for customers abroad, then the standard rate. Refuses: missingTaxCode.
    public static func taxCode(
        for customer: Customer, item: Item, on date: CalendarDate, in reader: some RecordReader
    ) throws(Refusal) -> TaxCode {
        let company = try Company.current(in: reader)
        switch item.taxClass {
        case "exempt": return try first(.exempt, company, item, on: date, in: reader)
        case "zeroRated": return try first(.zeroRated, company, item, on: date, in: reader)
        default: break
        }
        if let own = customer.taxCode { return try valid(own, on: date, in: reader) }
        let isAbroad = !customer.country.isEmpty && customer.country != company.country
        return try first(isAbroad ? .zeroRated : .standard, company, item, on: date, in: reader)
    }

    /// The row of the same code that holds on this day. Refuses: missingTaxCode.
    public static func valid(
        _ id: ID<TaxCode>, on date: CalendarDate, in reader: some RecordReader
    ) throws(Refusal) -> TaxCode {
        guard let code = try reader.find(id) else {
            throw Refusal(
                .missingTaxCode, "There is no tax code '\(id)'", document: "TaxCode", field: "taxCode",
                allowed: "an existing tax code", fixedBy: "finance")
        }
        if code.isValid(on: date) { return code }
        for row in try reader.all(Select<TaxCode>().where(\.code, .equal, code.code)) where row.isValid(on: date) {
            return row
        }
        throw Refusal(
            .missingTaxCode, "The tax code \(code.code) does not hold on \(date)", document: "TaxCode \(code.code)",
            field: "taxCode", allowed: "a tax code valid on \(date)", fixedBy: "finance")
    }

    private static func first(
        _ kind: TaxKind, _ company: Company, _ item: Item, on date: CalendarDate, in reader: some RecordReader
    ) throws(Refusal) -> TaxCode {
        let codes = try reader.all(
            Select<TaxCode>().where(\.country, .equal, company.country).where(\.kind, .equal, kind)
                .ordered(by: \.code))
        // A country without a rate of its own takes the tax from the document.
        let given = kind == .standard && codes.isEmpty
        let candidates = given
            ? try reader.all(
                Select<TaxCode>().where(\.country, .equal, company.country).where(\.kind, .equal, TaxKind.given))
            : codes
        guard let code = candidates.first(where: { $0.isValid(on: date) }) else {
            throw Refusal(
                .missingTaxCode, "No \(kind.rawValue) tax code of \(company.country) holds on \(date)",
                document: "Item \(item.code)", field: "taxCode", allowed: "a tax code valid on \(date)",
                fixedBy: "finance")
        }
        return code
    }

    /// The tax on a document's lines and its freight, which bears the highest rate among them.
    public static func compute(
        _ lines: [(net: Money, code: TaxCode)], freight: Money
    ) -> (tax: Money, perLine: [Money], freightTax: Money) {
        let highest = lines.map(\.code).max { $0.rate < $1.rate }
        guard !freight.isZero, let highest else {
            let result = compute(lines)
            return (result.tax, result.perLine, .zero(freight.currency))
        }
        let result = compute(lines + [(freight, highest)])
        return (result.tax, Array(result.perLine.dropLast()), result.perLine[lines.count])
    }

    /// The tax on a document: once per tax code on the sum of its lines, half up, spread to the lines.
    public static func compute(_ lines: [(net: Money, code: TaxCode)]) -> (tax: Money, perLine: [Money]) {
        var perLine = lines.map { Money.zero($0.net.currency) }
        var total = Money.none
        var done: Set<ID<TaxCode>> = []
        for line in lines where done.insert(line.code.id).inserted {
            let positions = lines.indices.filter { lines[$0].code.id == line.code.id }
            let result = GoodsAndServicesTax.exclusive(rate: line.code.rate, nets: positions.map { lines[$0].net })
            total += result.tax
            for (position, tax) in zip(positions, result.perLine) { perLine[position] = tax }
        }
        return (total, perLine)
    }
}
