import CRM
import Kernel
import Platform

/// The mirrored prices, a page of products at a time.
struct PriceBookModel: Sendable {
    let rows: [Row]
    let next: String?
    let today: CalendarDate

    struct Row: Sendable {
        let product: Visible<Product>
        let entries: [Visible<PriceBookEntry>]
    }

    static let pageSize = 40

    /// - Parameters:
    ///   - start: codes that begin with this.
    ///   - after: the last code of the page before.
    static func load(start: String, after: String?, on today: CalendarDate, by reading: Reading) throws
        -> PriceBookModel
    {
        var select = Select<Product>()
        if !start.isEmpty {
            select = select.where(\.code, .atLeast, start).where(\.code, .less, start + "\u{10FFFF}")
        }
        if let after { select = select.where(\.code, .greater, after) }
        let products = try reading.all(select.ordered(by: \.code).limit(pageSize))
        let entries = try reading.all(
            Select<PriceBookEntry>().where(\.product, in: products.map(\.id)).ordered(by: \.priceBook)
                .ordered(by: \.minimumQuantity).ordered(by: \.validFrom).limit(2_000))
        return PriceBookModel(
            rows: products.map { product in Row(product: product, entries: entries.filter { $0.product == product.id })
            },
            next: products.count == pageSize ? products.last?.code : nil, today: today)
    }
}

/// Products by the beginning of their code or by a part of their name: what a line editor offers while typing.
enum ProductSearch {
    static let limit = 12

    static func find(_ text: String, by reading: Reading) throws -> [Visible<Product>] {
        let start = text.uppercased()
        guard !start.isEmpty else { return [] }
        let byCode = try reading.all(
            Select<Product>().where(\.code, .atLeast, start).where(\.code, .less, start + "\u{10FFFF}")
                .where(\.isSellable, .equal, true).ordered(by: \.code).limit(limit))
        guard byCode.count < limit else { return byCode }
        let ids: [ID<Product>] = try reading.figures(over: [Product.self]) { session in
            let pattern = "%" + text.filter { $0 != "%" && $0 != "_" } + "%"
            return try session.rows(
                "SELECT id FROM product WHERE name LIKE ? AND is_sellable = 1 ORDER BY code LIMIT \(limit)",
                [.text(pattern)], as: [.text]
            ).map { ID($0[0].text) }
        }
        let known = Set(byCode.map(\.id))
        let byName = try reading.all(Select<Product>().where(\.id, in: ids.filter { !known.contains($0) }))
        return Array((byCode + byName).prefix(limit))
    }
}
