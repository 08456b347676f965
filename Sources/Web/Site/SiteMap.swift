import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Serving

/// The routes of the pages while they are being collected. The first that takes an address keeps it: hand-made
/// screens come before the generic ones.
public struct SiteMap {
    typealias Answer = @Sendable (Visit) async throws -> Response

    public let company: Company
    private(set) var routes: [(method: HTTPRequest.Method, path: String, answer: Answer)] = []
    private var taken: Set<String> = []
    private(set) var navigation: [NavigationEntry] = []
    /// Every kind of record by system: worked out once, for it looks at all declarations.
    let kinds: [Source: [ObjectKind]]

    init(company: Company) {
        self.company = company
        kinds = Dictionary(
            uniqueKeysWithValues: Source.allCases.compactMap { source in
                company.bus(source.rawValue).map { (source, ObjectKind.all(of: $0, source)) }
            })
    }

    /// `crm/quotes/:id` and `crm/quotes/:quote` are one address.
    private static func shape(_ path: String) -> String {
        path.split(separator: "/").map { $0.hasPrefix(":") ? ":" : String($0) }.joined(separator: "/")
    }

    private mutating func add(_ method: HTTPRequest.Method, _ path: String, _ answer: @escaping Answer) {
        guard taken.insert("\(method) \(Self.shape(path))").inserted else { return }
        routes.append((method, path, answer))
    }

    /// A page: `map.page("crm/accounts/:id") { visit in … }`.
    public mutating func page(_ path: String, _ make: @escaping @Sendable (Visit) async throws -> Page) {
        add(.get, path) { visit in
            let page = try await make(visit)
            return visit.site.response(page, visit: visit, request: visit.request)
        }
    }

    /// What a form is sent to. A refusal that the screen does not catch is shown as a page of its own with all
    /// reasons and a way back.
    public mutating func action(
        _ path: String, _ react: @escaping @Sendable (Visit, Form) async throws -> Reaction
    ) {
        add(.post, path) { visit in
            let form = try await Form.read(visit.request)
            switch try await react(visit, form) {
            case .go(let target, let notice): return Self.redirect(to: target, saying: notice)
            case .show(let page): return visit.site.response(page, visit: visit, request: visit.request)
            case .again(let page):
                return visit.site.response(page, visit: visit, request: visit.request, status: .unprocessableContent)
            case .conflict(let page):
                return visit.site.response(page, visit: visit, request: visit.request, status: .conflict)
            case .other(let response): return response
            }
        }
    }

    /// Anything else that is read: JSON for a script, a file, a stream.
    public mutating func resource(_ path: String, _ make: @escaping @Sendable (Visit) async throws -> Response) {
        add(.get, path, make)
    }

    public mutating func navigate(_ entry: NavigationEntry) {
        guard !navigation.contains(where: { $0.path == entry.path }) else { return }
        navigation.append(entry)
    }

    static func redirect(to target: String, saying notice: String = "") -> Response {
        // Only within the suite: an address of another site is not followed.
        // Browsers drop control characters before they read it, so one with any is nobody's.
        let isPlain = target.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "\\" }
        let isOurs = isPlain && target.hasPrefix("/") && !target.hasPrefix("//")
        var headers: HTTPFields = [.location: isOurs ? target : "/"]
        if !notice.isEmpty {
            headers.append(Cookies.field(Cookies.noticeName, Form.encoded(notice), seconds: 30))
        }
        return Response(status: .seeOther, headers: headers)
    }
}
