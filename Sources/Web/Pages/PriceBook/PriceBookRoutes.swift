import CRM
import Hummingbird
import Kernel
import Platform

extension SiteMap {
    /// The price book, its tester, and what line editors offer while somebody types.
    mutating func addPriceBook() {
        navigate(
            NavigationEntry(
                .crm, "Price book", "/crm/price-book", reads: [Product.self, PriceBookEntry.self], order: 45))
        page("crm/price-book") { visit in
            let model = try visit.read(.crm) {
                try PriceBookModel.load(
                    start: (visit.query("start") ?? "").uppercased(), after: visit.query("after"), on: visit.today,
                    by: $0)
            }
            var page = PriceBookPage(model, visit)
            page.asked = try await PriceBookScreen.ask(visit)
            return page.page
        }
        resource("crm/products/find") { visit in
            let products = try visit.read(.crm) { try ProductSearch.find(visit.query("q") ?? "", by: $0) }
            var json = JSONWriter()
            json.beginArray()
            for product in products {
                json.beginObject()
                json.field("id", product.code)
                json.field("text", product.code)
                json.field("code", product.code)
                json.field("hint", product.name)
                json.endObject()
            }
            json.endArray()
            return Response(
                status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
        }
    }
}

/// How the tester answers.
enum PriceBookScreen {
    static func ask(_ visit: Visit) async throws -> PriceBookPage.Asked? {
        guard let code = visit.query("item") else { return nil }
        let typed = visit.query("quantity").flatMap { try? FixedDecimal(FormReading.plain($0)) } ?? 1
        let date = visit.query("on").flatMap { try? CalendarDate($0) } ?? visit.today
        let customer = visit.query("customer") ?? ""
        // Who may not read products asks for no prices either.
        let product = try visit.read(.crm) { try $0.first(Select<Product>().where(\.code, .equal, code.uppercased())) }
        let answer = await LiveAnswer.ask(
            product?.code ?? code, quantity: Quantity(typed, product?.unit ?? .each), customer: customer,
            currency: visit.format.currency, on: date, of: visit.company.suite.questions)
        return PriceBookPage.Asked(
            code: product?.code ?? code, quantity: typed, date: date, customer: customer, answer: answer)
    }
}
