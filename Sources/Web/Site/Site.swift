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

    init(company: Company, assets: Assets, navigation: [NavigationEntry]) {
        self.company = company
        self.assets = assets
        self.navigation = navigation
    }

    /// Throws 401 when nobody is signed in.
    func visit(_ request: Request, _ context: CompanyContext) throws -> Visit {
        Visit(
            site: self, actor: try context.requireActor(), request: request, context: context,
            format: Format(zone: "Pacific/Auckland", currency: .nzd, now: company.crm.world.now()))
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

    /// How the bridge is, for the bar above: everybody may know whether it works.
    func health(_ visit: Visit) -> HTML {
        "<span class=\"health\">\(HTML.pill("All recipes live", .ok))</span>"
    }
}

/// The two small cookies that pages set themselves.
enum Cookies {
    static let noticeName = "notice"
    static let themeName = "theme"

    static func value(_ name: String, of request: Request) -> String? {
        for field in request.headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let halves = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if halves.count == 2, halves[0] == name[...] { return String(halves[1]) }
            }
        }
        return nil
    }

    static func theme(of request: Request) -> String {
        let theme = value(themeName, of: request) ?? ""
        return ["light", "dark"].contains(theme) ? theme : ""
    }

    /// What the page before wants said, once.
    static func notice(of request: Request) -> String {
        value(noticeName, of: request).map { Form(encoded: "notice=\($0)")["notice"] } ?? ""
    }

    static func field(_ name: String, _ value: String, seconds: Int) -> HTTPField {
        HTTPField(name: .setCookie, value: "\(name)=\(value); Path=/; Max-Age=\(seconds); SameSite=Lax; HttpOnly")
    }
}
