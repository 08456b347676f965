import Kernel
import Platform

/// What is done with one line of a return.
public struct DisposeLineInput: Sendable {
    public var position = 0
    public var disposition: Disposition?
    /// Do the goods go back on the shelf? Without a word: yes for a credit, no otherwise.
    public var restocks: Bool?
    /// Is the customer credited? Without a word: yes for a credit, no otherwise.
    public var creditsCustomer: Bool?
    public init() {}
    public init(position: Int, _ disposition: Disposition) {
        self.position = position
        self.disposition = disposition
    }

    public static let schema = Schema<DisposeLineInput>("DisposeLineInput") { s in
        s.field("position", \.position, .within(0...1_000_000))
        s.field("disposition", \.disposition)
        s.field("restocks", \.restocks)
        s.field("creditsCustomer", \.creditsCustomer)
    }
}

/// Decides what becomes of received goods. To the shelf: Dr Inventory Cr Quarantine at the original cost. Scrapped: Dr
/// Scrap Cr Quarantine. Repaired, back to the customer: Dr Cost of goods sold Cr Quarantine. A credit is a credit memo
/// on the invoices that charged the goods; a replacement is a new order free of charge.
/// Refuses: notFound, wrongState, dispositionMissing, closedPeriod, and what a credit memo or an order refuses.
/// Emits ReturnDisposed, OrderPlaced.
public struct DisposeReturn: Command {
    public static let name = "return.dispose"
    public static let permission: Permission = "return.dispose"
    public static let emits: [any Event.Type] = [ReturnDisposed.self, OrderPlaced.self]
    public var authorization = ID<ReturnAuthorization>.blank
    public var date: CalendarDate?
    public var lines: [DisposeLineInput] = []
    public init() {}
    public init(_ authorization: ID<ReturnAuthorization>, lines: [DisposeLineInput]) {
        self.authorization = authorization
        self.lines = lines
    }

    public static let input = Schema<DisposeReturn>("DisposeReturn") { s in
        s.field("return", \.authorization, .required)
        s.field("date", \.date)
        s.list("lines", \.lines, DisposeLineInput.schema, blank: { DisposeLineInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var inspected = try tx.load(authorization)
        try ReturnAuthorization.transitions.check(inspected.state, to: .inspected, document: inspected.title)
        var rows = try inspected.lines(in: tx)
        try checkLines(rows, inspected)
        var work = try ReturnDisposal(inspected, on: date ?? tx.today, in: tx)
        for input in lines {
            guard let index = rows.firstIndex(where: { $0.position == input.position }),
                let disposition = input.disposition
            else { continue }
            rows[index].disposition = disposition
            let restocks = input.restocks ?? (disposition == .credit)
            try work.place(rows[index], disposition, restocks: restocks, in: tx)
            if input.creditsCustomer ?? (disposition == .credit) { work.credited.append(rows[index]) }
            if disposition == .replace { work.replaced.append(rows[index]) }
            try tx.update(rows[index])
        }
        try work.finish(in: tx)
        try work.credit(in: tx)
        if let order = try work.replace(by: actor, in: tx) { inspected.replacementOrder = order }
        if rows.allSatisfy({ $0.disposition != nil }) { try inspected.advance(to: .inspected) }
        try tx.update(inspected)
        tx.emit(ReturnDisposed(subject: authorization))
        return NoAnswer()
    }

    private func checkLines(_ rows: [ReturnLine], _ inspected: ReturnAuthorization) throws(Refusal) {
        var reasons: [Reason] = []
        let refuse = { (code: RefusalCode, message: String, line: Int?, allowed: String) in
            Reason(
                code, message, document: inspected.title, line: line, field: "lines", allowed: allowed,
                fixedBy: "warehouse")
        }
        if lines.isEmpty {
            reasons.append(refuse(.dispositionMissing, "nothing is decided", nil, "a disposition for each line"))
        }
        for input in lines {
            guard let row = rows.first(where: { $0.position == input.position }) else {
                reasons.append(
                    refuse(.notFound, "there is no line \(input.position)", input.position, "a line of the return"))
                continue
            }
            if input.disposition == nil {
                let words = Disposition.allCases.map(\.rawValue).joined(separator: ", ")
                reasons.append(refuse(.dispositionMissing, "what becomes of it is not said", input.position, words))
            }
            if let done = row.disposition {
                reasons.append(
                    refuse(
                        .wrongState, "line \(input.position) has been decided: \(done.rawValue)", input.position,
                        "a line that is not decided"))
            }
        }
        if !reasons.isEmpty { throw Refusal(reasons) }
    }
}

/// What becomes of returned goods was decided.
public struct ReturnDisposed: Event { public let subject: ID<ReturnAuthorization> }
