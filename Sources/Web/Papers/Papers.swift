import CRM
import Documents
import ERP
import HTMLText
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Platform

/// One kind of paper: of which document, how it is made, who may send it, and to whom it goes.
struct PaperKind: Sendable {
    let source: Source
    let object: String
    /// The last part of its address: `paper`, `statement`.
    let name: String
    /// Who may hand the document over may send its paper.
    let permission: Permission
    let make: @Sendable (String, Visit, Reading) throws -> Paper?
    let addressee: @Sendable (String, Reading) throws -> PaperAddressee

    func path(_ id: String) -> String { RecordPath.of(source, object, id) + "/" + name }
    var route: String { String(RecordPath.list(source, object).dropFirst()) + "/:id/" + name }

    func maySend(_ visit: Visit) -> Bool { visit.site.settings.post != nil && visit.may(permission, in: source) }

    /// "PDF" and, where mails go out, "E-mail".
    func buttons(_ id: String, _ visit: Visit) -> [HTML] {
        [.button("PDF", to: path(id) + ".pdf", .quiet)]
            + (maySend(visit) ? [.button("E-mail", to: path(id) + "/mail", .quiet)] : [])
    }
}

/// The documents that have a paper, and where it is.
enum Papers {
    static let all: [PaperKind] = [
        PaperKind(
            source: .crm, object: "Quote", name: "paper", permission: "quote.present",
            make: { id, visit, reading in
                // The letterhead stands in the ERP; it is printed on every paper that leaves the house.
                let head = try visit.company.erp.read(as: .system) { try Letterhead(in: $0) }
                return try Paper.quote(ID(id), in: reading, under: head)
            }, addressee: PaperAddressee.ofQuote),
        erp("Invoice", "invoice.issue", { try Paper.invoice(ID($0), in: $2) }) {
            try $1.find(ID<Invoice>($0))?.customer
        },
        erp("CreditMemo", "creditMemo.issue", { try Paper.creditMemo(ID($0), in: $2) }) {
            try $1.find(ID<CreditMemo>($0))?.customer
        },
        erp("SalesOrder", "order.place", { try Paper.orderConfirmation(ID($0), in: $2) }) {
            try $1.find(ID<SalesOrder>($0))?.customer
        },
        erp("Shipment", "shipment.create", { try Paper.packingSlip(ID($0), in: $2) }) {
            try $1.find(ID<Shipment>($0))?.customer
        },
        erp("Customer", "invoice.issue", name: "statement", { try Paper.statement(ID($0), on: $1.today, in: $2) }) {
            try $1.find(ID<Customer>($0))?.id
        },
    ]

    private static func erp(
        _ object: String, _ permission: Permission, name: String = "paper",
        _ make: @escaping @Sendable (String, Visit, Reading) throws -> Paper?,
        customer: @escaping @Sendable (String, Reading) throws -> ID<Customer>?
    ) -> PaperKind {
        PaperKind(source: .erp, object: object, name: name, permission: permission, make: make) { id, reading in
            try PaperAddressee.ofCustomer(customer(id, reading), reading)
        }
    }

    /// nil for what has none.
    static func kind(_ source: Source, _ object: String) -> PaperKind? {
        all.first { $0.source == source && $0.object == object }
    }
}

extension SiteMap {
    /// Papers as PDF and by mail, read on behalf of who asks.
    mutating func addPapers() {
        for kind in Papers.all {
            resource(kind.route + ".pdf") { visit in
                guard let paper = try visit.read(kind.source, { try kind.make(visit.parameter("id"), visit, $0) })
                else { throw PageNotFound("This paper") }
                let bytes = try await PDF.rendered(paper.html)
                return Response(
                    status: .ok,
                    headers: [
                        .contentType: "application/pdf", .cacheControl: "private, no-store",
                        .contentDisposition: "inline; filename=\"\(paper.fileName)\"",
                    ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
            }
            page(kind.route + "/mail") { visit in try PaperMailPage(kind, visit).page() }
            action(kind.route + "/mail") { visit, form in try await PaperMailPage(kind, visit).send(form) }
        }
    }
}
