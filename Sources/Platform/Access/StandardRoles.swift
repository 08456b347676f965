/// What each role may do out of the box. A star stands for every verb of a noun.
extension AccessPolicy {
    public static let standard = AccessPolicy(
        roles: grants.reduce(into: [:]) { roles, grant in
            roles[grant.key] = access(grant.key, Set(grant.value))
        })

    private static func access(_ role: Role, _ commands: Set<String>) -> RoleAccess {
        switch role {
        case .person: return RoleAccess(commands: commands)
        case .system, .bridge, .finance, .executive, .auditor, .operations:
            return RoleAccess(commands: commands, reading: ["*": .all])
        default: return RoleAccess(commands: commands, reading: ["*": .all], hidden: ["sensitive"])
        }
    }

    private static let grants: [Role: [String]] = [
        .system: ["*"],
        .bridge: ["*"],
        .sales: [
            "lead.*", "account.*", "contact.*", "opportunity.*", "quote.create", "quote.change", "quote.submit",
            "quote.present", "quote.accept", "quote.decline", "quote.revise", "activity.*", "note.*", "case.*",
        ],
        .salesManager: [
            "lead.*", "account.*", "contact.*", "opportunity.*", "quote.*", "activity.*", "note.*", "case.*",
            "approval.decide",
        ],
        .finance: [
            "customer.*", "invoice.*", "creditMemo.*", "payment.*", "receivable.*", "journal.*", "period.*",
            "company.*",
            "order.release", "return.authorise", "approval.decide", "tax.*",
        ],
        .operations: ["order.*", "item.*", "price.*", "offer.*", "stock.*", "shipment.*", "return.*", "warehouse.*"],
        .warehouse: ["order.ship", "shipment.*", "stock.*", "return.receive", "return.dispose"],
        .support: ["case.*", "activity.*", "note.*", "contact.*"],
        .integrationAdmin: [
            "approval.decide", "conflict.resolve", "delivery.replay", "recipe.*", "import.*", "user.*", "role.*",
            "session.revoke", "token.revoke",
        ],
        .auditor: [],
        .marketing: ["lead.*", "activity.*", "note.*"],
        .executive: [],
        .person: ["own.*"],
    ]
}
