import Kernel
import Platform

/// Works out prices: the customer's list before the default one; in a list the exact unit before a converted one, then
/// the highest quantity break that the quantity reaches, then the newest; then the best special offer; then rounding.
public enum Pricing {
    /// The price of `quantity` in `unit` of an item on a day. Refuses: badUnit, badQuantity, priceMissing.
    public static func price(
        _ item: Item, for customer: Customer? = nil, quantity: FixedDecimal, unit: UnitOfMeasure, currency: Currency,
        on date: CalendarDate, in reader: some RecordReader, line: Int? = nil
    ) throws(Refusal) -> PriceAnswer {
        guard quantity > .zero else {
            throw Refusal(
                .badQuantity, "\(quantity) \(unit) has no price", document: "Item \(item.code)", line: line,
                field: "quantity", allowed: "more than 0")
        }
        var search = PriceSearch(
            item: item, quantity: quantity, unit: unit, currency: currency, date: date,
            asked: try item.conversion(from: unit, in: reader, line: line))
        for list in try lists(for: customer, currency: currency, in: reader) {
            let lines = try reader.all(
                Select<PriceListLine>().where(\.item, .equal, item.id).where(\.priceList, .equal, list.id))
            try search.look(at: lines, of: list, in: reader)
            if search.found != nil { break }
        }
        guard let found = search.found else { throw missing(search, line: line) }
        let offer = try bestOffer(&search, in: reader)
        return try answer(search, found, offer: offer)
    }

    /// The lists to look into, the first with a price wins.
    private static func lists(
        for customer: Customer?, currency: Currency, in reader: some RecordReader
    ) throws(Refusal) -> [PriceList] {
        var lists: [PriceList] = []
        if let id = customer?.priceList, let list = try reader.find(id) { lists.append(list) }
        let defaults = Select<PriceList>().where(\.isDefault, .equal, true).where(\.currency, .equal, currency)
            .ordered(by: \.code)
        for list in try reader.all(defaults) where !lists.contains(where: { $0.id == list.id }) { lists.append(list) }
        return lists
    }

    private static func missing(_ search: PriceSearch, line: Int?) -> Refusal {
        let looked = search.rejected.map { "\($0.candidate): \($0.why)" }.joined(separator: "; ")
        return Refusal(
            .priceMissing,
            "\(search.item.code) has no price for \(search.quantity) \(search.unit) in \(search.currency) on "
                + search.date.description + (looked.isEmpty ? "" : " (\(looked))"),
            document: "Item \(search.item.code)", line: line, field: "unitPrice",
            allowed: "a price in the customer's list or the default one", fixedBy: "sales")
    }

    private static func bestOffer(
        _ search: inout PriceSearch, in reader: some RecordReader
    ) throws(Refusal) -> SpecialOffer? {
        let named = try reader.rows(
            "SELECT offer FROM special_offer_item WHERE item = ?", [.text(search.item.id.raw)], as: [.text])
        var offers = try reader.all(Select<SpecialOffer>().where(\.appliesToAll, .equal, true).ordered(by: \.code))
        if !named.isEmpty {
            let ids = named.map { ID<SpecialOffer>($0[0].text) }
            offers += try reader.all(Select<SpecialOffer>().where(\.id, in: ids).ordered(by: \.code))
        }
        var best: SpecialOffer?
        for offer in offers {
            if let why = search.refuses(offer) {
                search.reject("offer \(offer.code)", why)
            } else if let other = best {
                let (winner, loser) = offer.percent > other.percent ? (offer, other) : (other, offer)
                search.reject("offer \(loser.code)", "offer \(winner.code) gives more, offers do not add up")
                best = winner
            } else {
                best = offer
            }
        }
        return best
    }

    private static func answer(
        _ search: PriceSearch, _ found: PriceSearch.Found, offer: SpecialOffer?
    ) throws(Refusal) -> PriceAnswer {
        var steps = search.steps(to: found)
        let percent = offer?.percent ?? .zero
        let factor = FixedDecimal.one - percent.divided(by: 100, rounding: .halfUp)
        let net = found.unitPrice.multiplied(by: factor, rounding: .halfUp).rounded(toPlaces: 4, .halfUp)
        if let offer {
            steps.append(
                PriceStep(kind: "offer", text: "special offer \(offer.code): \(percent) % off", unitPrice: net))
        }
        steps.append(PriceStep(kind: "net", text: "net price for one \(search.unit)", unitPrice: net))
        do throws(ValueError) {
            return PriceAnswer(
                item: search.item.id, quantity: search.quantity, unit: search.unit, currency: search.currency,
                date: search.date, unitPrice: found.unitPrice, discountPercent: percent, netUnitPrice: net,
                amount: try Money.lineNet(
                    quantity: search.quantity, unitPrice: found.unitPrice, discountPercent: percent,
                    currency: search.currency),
                listLine: found.line.id, validFrom: found.line.validFrom, validTo: found.line.validTo, steps: steps,
                rejected: search.rejected)
        } catch {
            throw Refusal(
                .badQuantity, error.message, document: "Item \(search.item.code)", field: "quantity",
                allowed: error.allowed)
        }
    }
}
