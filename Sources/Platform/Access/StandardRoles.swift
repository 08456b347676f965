/// What each role may do out of the box. A star stands for every verb of a noun.
extension AccessPolicy {
    public static let standard = AccessPolicy([
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
        .integrationAdmin: ["approval.decide", "conflict.resolve", "delivery.replay", "recipe.*", "import.*"],
        .auditor: [],
    ])
}
