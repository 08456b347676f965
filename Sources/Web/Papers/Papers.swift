import CRM
import Documents
import ERP
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Platform

/// The documents that have a paper, and where it is.
enum Papers {
    /// nil for what has none.
    static func path(of kind: ObjectKind, _ id: String) -> String? {
        let path = "\(RecordPath.of(kind.source, kind.name, id))"
        switch (kind.source, kind.name) {
        case (.erp, "Invoice"), (.erp, "CreditMemo"), (.erp, "SalesOrder"), (.erp, "Shipment"), (.crm, "Quote"):
            return path + "/paper.pdf"
        case (.erp, "Customer"): return path + "/statement.pdf"
        default: return nil
        }
    }
}

extension SiteMap {
    /// Papers as PDF, read on behalf of who asks.
    mutating func addPapers() {
        paper("erp/invoices/:id/paper.pdf", .erp) { id, _, reading in try Paper.invoice(ID(id), in: reading) }
        paper("erp/credit-memos/:id/paper.pdf", .erp) { id, _, reading in try Paper.creditMemo(ID(id), in: reading) }
        paper("erp/sales-orders/:id/paper.pdf", .erp) { id, _, reading in
            try Paper.orderConfirmation(ID(id), in: reading)
        }
        paper("erp/shipments/:id/paper.pdf", .erp) { id, _, reading in try Paper.packingSlip(ID(id), in: reading) }
        paper("erp/customers/:id/statement.pdf", .erp) { id, visit, reading in
            try Paper.statement(ID(id), on: visit.today, in: reading)
        }
        paper("crm/quotes/:id/paper.pdf", .crm) { id, visit, reading in
            // The letterhead stands in the ERP; it is printed on every paper that leaves the house.
            let head = try visit.company.erp.read(as: .system) { try Letterhead(in: $0) }
            return try Paper.quote(ID(id), in: reading, under: head)
        }
    }

    private mutating func paper(
        _ path: String, _ source: Source, _ make: @escaping @Sendable (String, Visit, Reading) throws -> Paper?
    ) {
        resource(path) { visit in
            guard let paper = try visit.read(source, { try make(visit.parameter("id"), visit, $0) }) else {
                throw PageNotFound("This paper")
            }
            let bytes = try await PDF.rendered(paper.html)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "application/pdf", .cacheControl: "private, no-store",
                    .contentDisposition: "inline; filename=\"\(paper.fileName)\"",
                ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }
    }
}
