import CRM
import Documents
import ERP
import Foundation
import HTMLText
import Kernel
import Platform
import Suite
import Testing

extension ProgramTests {
    /// What a customer holds in his hand, read back by an independent program.
    @Suite("Papers", .serialized)
    struct PaperTests {
        let home: TemporaryHome
        let suite: Suite

        init() throws {
            home = try TemporaryHome.withDemo()
            suite = try Suite.open(
                home: home.path, recipes: try ScenarioCompany.recipes(), zone: "Pacific/Auckland", country: "NZ")
        }

        private func erp<T>(_ body: (Reading) throws -> T) throws -> T { try suite.erp.read(as: .system, body) }

        /// The words of a paper after it was printed, by poppler's pdftotext.
        private func printed(_ paper: Paper) async throws -> String {
            let file = try ScenarioPlace.temporaryFile()
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(try await PDF.rendered(paper.html)).write(to: file)
            let text = try Program.run("/usr/bin/pdftotext", ["-layout", file.path, "-"])
            #expect(text.code == 0, "\(text.complaint)")
            return text.output
        }

        @Test("an invoice is a tax invoice with both parties, the GST and the total to the cent")
        func invoice() async throws {
            let (paper, invoice) = try erp { reading in
                let invoice = try #require(try reading.all(Select<Invoice>()).first)
                return (try #require(try Paper.invoice(invoice.id, in: reading)), invoice)
            }
            let text = try await printed(paper)
            for word in [
                "Tax invoice", invoice.number, "GST no.", "Page 1 of 1", Formatted.money(invoice.total, in: .nzd),
                Formatted.money(invoice.tax, in: .nzd), Formatted.date(invoice.dueDate), paper.recipient.name,
                paper.issuer.name,
            ] {
                #expect(text.contains(word), "\(word) is missing")
            }
        }

        @Test("credit note, order confirmation, packing slip, statement and quote say what they are")
        func others() async throws {
            let papers = try erp { reading in
                [
                    try reading.all(Select<CreditMemo>()).first.flatMap { try Paper.creditMemo($0.id, in: reading) },
                    try reading.all(Select<SalesOrder>()).first.flatMap {
                        try Paper.orderConfirmation($0.id, in: reading)
                    },
                    try reading.all(Select<Shipment>()).first.flatMap { try Paper.packingSlip($0.id, in: reading) },
                    try reading.all(Select<Customer>()).first.flatMap {
                        try Paper.statement($0.id, on: suite.erp.world.today(), in: reading)
                    },
                ]
            }
            let head = try erp { try Letterhead(in: $0) }
            let quote = try suite.crm.read(as: .system) { reading in
                try reading.all(Select<Quote>()).first.flatMap { try Paper.quote($0.id, in: reading, under: head) }
            }
            let titles = ["Credit note", "Order confirmation", "Packing slip", "Statement", "Quote"]
            for (paper, title) in zip(papers + [quote], titles) {
                let paper = try #require(paper, "the demo makes no \(title)")
                let text = try await printed(paper)
                #expect(text.contains(title) && text.contains(paper.recipient.name))
                #expect(text.contains(paper.number.prefix(8)))
            }
            let slip = try #require(papers[2])
            #expect(!slip.html.text.contains("$"), "a packing slip shows no price")
        }

        @Test("a name that looks like markup is printed, not obeyed")
        func escapes() async throws {
            var paper = Paper(title: "Quote", number: "Q-1")
            paper.recipient = Paper.Party(name: "<script>alert(1)</script> & \"Sons\"")
            #expect(!paper.html.text.contains("<script>"))
            #expect(try await printed(paper).contains("<script>alert(1)</script> & \"Sons\""))
        }

        @Test("without the printing program the error says who can install it")
        func missingProgram() async throws {
            let error = await #expect(throws: PrintError.self) {
                try await PDF.rendered("<p>x</p>", program: "weasyprint-that-is-not-there")
            }
            #expect(error?.description.contains("apt-get install weasyprint") == true)
        }
    }
}
