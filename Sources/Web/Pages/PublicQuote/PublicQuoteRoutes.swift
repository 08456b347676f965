import CRM
import Documents
import HTMLText
import Hummingbird
import Identity
import Kernel
import Platform
import Serving

extension CompanyRouter {
    /// The addresses by which customers read and answer their offers; nobody signs in there.
    func addPublicQuotes(of site: Site) {
        let desk = PublicQuotes(site: site)
        get("q/:token") { request, context in try desk.show(request, context) }
        post("q/:token/accept") { request, context in
            try await desk.answer(request, context) { quote, form in
                CommandCall(
                    AcceptQuote(quote, acceptedBy: form["acceptedBy"], customerReference: form["customerReference"]),
                    by: PublicQuoteModel.reader, why: "accepted by its address, from \(context.address)")
            }
        }
        post("q/:token/decline") { request, context in
            try await desk.answer(request, context) { quote, form in
                CommandCall(
                    DeclineQuote(quote, reason: form["reason"]), by: PublicQuoteModel.reader,
                    why: "declined by its address, from \(context.address)")
            }
        }
    }
}

/// Answers those addresses. One that is not known, ended or never was is the same: not found.
struct PublicQuotes: Sendable {
    let site: Site

    private func offer(_ context: CompanyContext) throws -> PublicQuotePage? {
        let token = context.parameters.get("token") ?? ""
        let hash = BearerSecret(token).hash
        let model = try site.company.crm.read(as: PublicQuoteModel.reader) {
            try PublicQuoteModel.load(hash: hash, by: $0)
        }
        guard let model else { return nil }
        let seller = try site.company.erp.read(as: PublicQuoteModel.reader) { try Letterhead(in: $0).party.name }
        return PublicQuotePage(
            model, company: seller, format: site.format(zone: nil), path: "/q/\(token)", token: context.formToken)
    }

    func show(_ request: Request, _ context: CompanyContext) throws -> Response {
        guard let page = try offer(context) else { return missing(request) }
        return site.response(page.page, visit: nil, request: request)
    }

    func answer(
        _ request: Request, _ context: CompanyContext, _ call: (ID<Quote>, Form) -> CommandCall
    ) async throws -> Response {
        guard var page = try offer(context) else { return missing(request) }
        let form = try await Form.read(request)
        switch await site.company.submit(call(page.model.quote.id, form), to: site.company.crm) {
        case .done: return SiteMap.redirect(to: page.path, saying: "Thank you.")
        case .refused(let refusal):
            page.form = form
            page.refusal = refusal
            return site.response(page.page, visit: nil, request: request, status: .unprocessableContent)
        case .failed(let failure): throw failure
        case .moved: return SiteMap.redirect(to: page.path)
        }
    }

    private func missing(_ request: Request) -> Response {
        var page = Page("Not found")
        page.isDoor = true
        page.body = .card(
            "Not found", .emptyState("No offer has this address", "Ask whoever sent it to you for the present one."))
        return site.response(page, visit: nil, request: request, status: .notFound)
    }
}
