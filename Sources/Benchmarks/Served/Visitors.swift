import Identity
import Kernel
import Platform
import Suite

/// The people of the company who ask for its pages: each with a session of his own, as browsers have, and a token.
struct Visitors {
    /// Sellers, every fifth of them a manager; the rest are finance.
    static let sellers = 24
    static let count = 60

    struct Visitor: Sendable {
        let cookie: String
        let formToken: String
        let bearer: String
        let isSeller: Bool
    }

    let all: [Visitor]
    var sellers: [Visitor] { all.filter(\.isSeller) }
    var finance: [Visitor] { all.filter { !$0.isSeller } }

    /// Takes them in where they are not known yet, and signs them in anew.
    init(_ company: BenchmarkCompany) throws {
        let bus = company.suite.bridge
        all = try (0..<Self.count).map { number in
            let isSeller = number < Self.sellers * 3 / 2
            let name = isSeller ? "seller\(number)" : "finance\(number)"
            let known = try bus.store.read {
                try $0.all(Select<User>().where(\.signInName, .equal, name).limit(1)).first?.id
            }
            let role: Role = !isSeller ? .finance : number % 5 == 0 ? .salesManager : .sales
            let user =
                try known
                ?? bus.run(
                    CreateUser(
                        signInName: name, name: "\(isSeller ? "Seller" : "Finance") \(number)",
                        team: isSeller ? "team\(number % 4)" : "", roles: [role]), by: .system)
            let session = BearerSecret.session(bus.world)
            try bus.run(SignIn(user, tokenHash: session.hash, isVouchedFor: true), by: .system)
            let token = BearerSecret.apiToken(bus.world)
            try bus.run(
                CreateAPIToken(user, name: "benchmark", tokenHash: token.hash, scopes: "read write"),
                by: Actor(id: name, name: name, roles: [role, .person]))
            return Visitor(
                cookie: "tandem_session=\(session.text)", formToken: session.formToken, bearer: token.text,
                isSeller: isSeller)
        }
    }
}
