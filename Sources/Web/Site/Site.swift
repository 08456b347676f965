import Bridge
import Documents
import HTMLText
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Serving
import Synchronization

/// The pages of one company: its routes, its navigation, and how an answer is made of a page.
public final class Site: Sendable {
    public let company: Company
    public let assets: Assets
    /// What stands in the rail, in order.
    let navigation: [NavigationEntry]
    /// Every kind of record by system.
    let kinds: [Source: [ObjectKind]]
    let settings: SiteSettings
    let live: LiveChanges
    let waiting: WaitingCounts
    /// Browsers reach us by https.
    var isSecure: Bool { settings.isSecure }
    private let remembered = Mutex(Remembered())

    /// What every page needs and what seldom changes.
    private struct Remembered {
        var currency: Currency?
        var health: (counts: BridgeVerification.Counts, until: Instant)?
    }

    init(
        company: Company, assets: Assets, navigation: [NavigationEntry], kinds: [Source: [ObjectKind]],
        settings: SiteSettings
    ) {
        self.company = company
        self.assets = assets
        self.navigation = navigation
        self.kinds = kinds
        self.settings = settings
        live = LiveChanges(company)
        waiting = WaitingCounts(company)
    }

    /// Where this company is for whoever is sent an address: as it was told, or else as the browser found it.
    func address(for request: Request) -> String {
        if !settings.publicURL.isEmpty { return settings.publicURL }
        return request.head.authority.map { "http://\($0)" } ?? ""
    }

    /// Throws 401 when nobody is signed in.
    func visit(_ request: Request, _ context: CompanyContext) throws -> Visit {
        Visit(
            site: self, actor: try context.requireActor(), request: request, context: context, place: live.place(),
            format: format(zone: context.person?.timeZone))
    }

    /// - Parameter zone: the reader's time zone; nil for a guest.
    func format(zone: String?) -> Format { Format(zone: zone, currency: currency, world: company.crm.world) }

    /// The company's own; not remembered before there is a company.
    private var currency: Currency {
        if let known = remembered.withLock({ $0.currency }) { return known }
        let found = try? company.erp.read(as: .system) { try Letterhead(in: $0).currency }
        guard let currency = found else { return .nzd }
        remembered.withLock { $0.currency = currency }
        return currency
    }

    func html(_ page: Page, visit: Visit?, request: Request, notice: String = "") -> HTML {
        Layout(site: self, visit: visit, theme: Cookies.theme(of: request)).html(page, notice: notice)
    }

    func response(
        _ page: Page, visit: Visit?, request: Request, status: HTTPResponse.Status = .ok
    ) -> Response {
        let notice = Cookies.notice(of: request)
        let html = html(page, visit: visit, request: request, notice: notice)
        var response = Self.response(html, status: status)
        if !notice.isEmpty { response.headers.append(Cookies.field(Cookies.noticeName, "", seconds: 0)) }
        return response
    }

    static func response(_ html: HTML, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html.text)))
    }

    /// How the bridge is, for the bar above: everybody may know whether it works. Counted once in a few seconds.
    func health(_ visit: Visit) -> HTML {
        guard let counts = counts(at: visit.now) else { return .empty }
        let (tone, words): (HTML, String) =
            if counts.dead > 0 {
                ("bad", "\(counts.dead) not delivered")
            } else if counts.refused + counts.conflicts > 0 {
                ("warn", "\(counts.refused + counts.conflicts) to put right")
            } else {
                ("ok", "CRM and ERP agree")
            }
        let pill: HTML =
            visit.mayRead(Delivery.self, in: .bridge)
            ? "<a class=\"pill \(tone)\" href=\"/bridge\">\(words)</a>"
            : "<span class=\"pill \(tone)\">\(words)</span>"
        return "<span class=\"health\" id=\"health\">\(pill)</span>"
    }

    private func counts(at now: Instant) -> BridgeVerification.Counts? {
        if let health = remembered.withLock({ $0.health }), now < health.until { return health.counts }
        guard let counts = try? company.bridge.store.read({ try BridgeVerification().openCounts(in: $0) }) else {
            return nil
        }
        remembered.withLock { $0.health = (counts, now.adding(seconds: 3)) }
        return counts
    }
}
