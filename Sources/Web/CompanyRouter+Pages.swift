import HTMLText
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Serving

extension CompanyRouter {
    /// Adds the pages: the door, the hand-made screens, then the generic ones for every object that has none.
    public func addPages(of company: Company, settings: SiteSettings = SiteSettings()) throws {
        let map = siteMap(of: company)
        let site = Site(
            company: company, assets: try Assets(),
            navigation: map.navigation.enumerated()
                .sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }.map(\.element),
            kinds: map.kinds, settings: settings)
        addAssets(of: site)
        addDoor(of: site)
        addPublicQuotes(of: site)
        get("**") { request, context in
            await site.answer(request, context) { _ in throw PageNotFound() }
        }
        for route in map.routes {
            on(RouterPath(route.path), method: route.method) { request, context in
                await site.answer(request, context, route.answer)
            }
        }
    }

    /// All pages for people who are signed in.
    func siteMap(of company: Company) -> SiteMap {
        var map = SiteMap(company: company)
        addScreens(to: &map)
        map.addAccount()
        map.addFinding()
        map.addPapers()
        map.addLiveChanges()
        map.addGenericPages()
        return map
    }

    private func addAssets(of site: Site) {
        get("assets/:hash/:name") { _, context in
            let name = context.parameters.get("name") ?? ""
            return site.assets.response(name, hash: context.parameters.get("hash") ?? "")
                ?? Response(status: .notFound)
        }
        get("manifest.webmanifest") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/manifest+json"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: site.manifest)))
        }
    }
}

extension Site {
    /// Makes an answer of a route; what it throws becomes a page that says what happened and what to do.
    func answer(
        _ request: Request, _ context: CompanyContext, _ make: @Sendable (Visit) async throws -> Response
    ) async -> Response {
        var visit: Visit?
        do {
            let present = try self.visit(request, context)
            visit = present
            return try await make(present)
        } catch {
            return response(to: error, visit: visit, request: request)
        }
    }

    func response(to error: any Error, visit: Visit?, request: Request) -> Response {
        switch error {
        case let error as HTTPError where error.status == .unauthorized:
            let here = request.method == .get ? request.uri.string : "/"
            return SiteMap.redirect(to: "/sign-in?next=" + Form.encoded(here))
        case let refusal as Refusal:
            let isForbidden = refusal.reasons.allSatisfy { $0.code == .notPermitted }
            let isMissing = refusal.reasons.allSatisfy { $0.code == .notFound }
            let status: HTTPResponse.Status = isForbidden ? .forbidden : isMissing ? .notFound : .unprocessableContent
            let title = isForbidden ? "This is not for you" : isMissing ? "Not found" : "This was not done"
            return problem(title, .problem(refusal, title: "Why"), status, visit: visit, request: request)
        case let missing as PageNotFound:
            return problem(
                "Not found",
                .emptyState("\(missing.what) is not here", "It may have another address, or it is not yours to read."),
                .notFound, visit: visit, request: request)
        case let error as ValueError:
            return problem(
                "This was not understood",
                .emptyState(error.message, "\(error.allowed.isEmpty ? "" : "Allowed: " + error.allowed)"), .badRequest,
                visit: visit, request: request)
        case let error as HTTPError:
            return problem(
                error.status.reasonPhrase, .emptyState(error.body ?? "The request was not understood"), error.status,
                visit: visit, request: request)
        default:
            let failure = Self.unexpected(error)
            return problem("Something failed", failure.html, failure.status, visit: visit, request: request)
        }
    }

    private static func unexpected(_ error: any Error) -> (html: HTML, status: HTTPResponse.Status) {
        if case CommandFailure.store(.busy) = error {
            return (.emptyState("Too much at once", "Nothing was lost; try again in a moment."), .serviceUnavailable)
        }
        return (
            .emptyState(
                "The suite failed at this",
                "Nothing was changed. Try again; if it fails again, tell your integration admin."),
            .internalServerError
        )
    }

    private func problem(
        _ title: String, _ content: HTML, _ status: HTTPResponse.Status, visit: Visit?, request: Request
    ) -> Response {
        var page = Page(title)
        page.isDoor = visit == nil
        let back = Self.cameFrom(request)
        page.body =
            "<div class=\"card\"><div class=\"pad\">\(content)<p>\(HTML.button("Back", to: back))</p></div></div>"
        if page.isDoor { page.body = "<div class=\"card\"><h1>\(title)</h1>\(content)</div>" }
        return response(page, visit: visit, request: request, status: status)
    }

    /// The page that sent us here, when it is one of ours.
    private static func cameFrom(_ request: Request) -> String {
        guard let referer = request.headers[.referer], let host = request.head.authority,
            let range = referer.range(of: "//\(host)/")
        else { return "/" }
        return "/" + referer[range.upperBound...]
    }

    var manifest: String {
        """
        {"name":"Tandem","short_name":"Tandem","start_url":"/","display":"standalone","background_color":"#faf8f4",\
        "theme_color":"#f3f0e9","icons":[{"src":"\(assets.path("icon.svg"))","sizes":"any",\
        "type":"image/svg+xml","purpose":"any maskable"}]}
        """
    }
}
