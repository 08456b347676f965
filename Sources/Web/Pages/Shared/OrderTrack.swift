import CRM
import Kernel

/// One step of a document's way: what, when, and whether it has happened.
struct TrackStep: Hashable, Sendable {
    enum Progress: Hashable, Sendable { case done, current, due, late, stopped }

    let title: String
    /// A date, "8 of 12", or a dash.
    let detail: String
    let progress: Progress

    /// As the kit draws it.
    var drawn: Step {
        switch progress {
        case .done: Step(title, "\(detail)", .done)
        case .current: Step(title, "\(detail)", .now)
        case .due: Step(title, "\(detail)", .due)
        case .late, .stopped: Step(title, "\(detail)", .stuck)
        }
    }
}

/// How much of an order has got how far, over lines that may be counted in several units.
struct OrderedQuantities: Hashable, Sendable {
    private(set) var committed = FixedDecimal.zero
    private(set) var shipped = FixedDecimal.zero
    private(set) var invoiced = FixedDecimal.zero
    private var unit: UnitOfMeasure?
    private var isMixed = false
    private var lines = 0
    private var shippedLines = 0
    private var invoicedLines = 0

    mutating func add(committed: Quantity, shipped: Quantity, invoiced: Quantity) {
        if let unit, unit != committed.unit { isMixed = true }
        unit = committed.unit
        self.committed += committed.value
        self.shipped += shipped.value
        self.invoiced += invoiced.value
        lines += 1
        if shipped.value >= committed.value { shippedLines += 1 }
        if invoiced.value >= committed.value { invoicedLines += 1 }
    }

    /// "8 of 12", or "1 of 2 lines" where the units differ.
    var shippedText: String { text(shipped, shippedLines) }
    var invoicedText: String { text(invoiced, invoicedLines) }

    private func text(_ part: FixedDecimal, _ full: Int) -> String {
        isMixed ? "\(full) of \(lines) lines" : "\(Prose.number(part)) of \(Prose.number(committed))"
    }
}

/// The facts that an order's way is drawn from; CRM mirror and ERP order give the same ones.
struct OrderFacts: Hashable, Sendable {
    var quotedOn: CalendarDate?
    var orderedOn = CalendarDate(daysSinceEpoch: 0)
    var state = ""
    var holdReason = ""
    var delivery = ""
    var billing = ""
    var payment = ""
    var quantities = OrderedQuantities()
    var lastShippedOn: CalendarDate?
    var lastInvoicedOn: CalendarDate?
    /// The latest promise of a line that is still open; else what the customer asked for.
    var dueOn: CalendarDate?

    /// The steps from quote to cash, with what is still due.
    func steps(_ format: Format) -> [TrackStep] {
        var steps: [TrackStep] = []
        if let quotedOn { steps.append(TrackStep(title: "Quoted", detail: format.dateText(quotedOn), progress: .done)) }
        steps.append(TrackStep(title: "Ordered", detail: format.dateText(orderedOn), progress: .done))
        if state == "cancelled" {
            return steps + [TrackStep(title: "Cancelled", detail: "—", progress: .stopped)]
        }
        steps.append(
            state == "onHold"
                ? TrackStep(title: "On hold", detail: holdReason, progress: .stopped)
                : TrackStep(title: "Credit OK", detail: format.dateText(orderedOn), progress: .done))
        steps += deliverySteps(format)
        steps.append(billingStep(format))
        steps.append(paymentStep)
        return steps
    }

    private func deliverySteps(_ format: Format) -> [TrackStep] {
        let last = lastShippedOn.map(format.dateText) ?? "—"
        if delivery == "delivered" { return [TrackStep(title: "Shipped", detail: last, progress: .done)] }
        let due = dueOn.map(format.dateText) ?? "no date yet"
        let isLate = dueOn.map { $0 < format.today } ?? false
        let progress: TrackStep.Progress = isLate ? .late : .due
        if delivery == "partly" {
            return [
                TrackStep(title: "Shipped \(quantities.shippedText)", detail: last, progress: .current),
                TrackStep(title: isLate ? "Rest late" : "Rest due", detail: due, progress: progress),
            ]
        }
        return [TrackStep(title: isLate ? "Shipment late" : "Ships", detail: due, progress: progress)]
    }

    private func billingStep(_ format: Format) -> TrackStep {
        switch billing {
        case "billed":
            TrackStep(title: "Invoiced", detail: lastInvoicedOn.map(format.dateText) ?? "in full", progress: .done)
        case "partly": TrackStep(title: "Invoiced", detail: quantities.invoicedText, progress: .current)
        default: TrackStep(title: "Invoiced", detail: "—", progress: .due)
        }
    }

    private var paymentStep: TrackStep {
        switch payment {
        case "paid": TrackStep(title: "Paid", detail: "in full", progress: .done)
        case "partly": TrackStep(title: "Paid", detail: "in part", progress: .current)
        default: TrackStep(title: "Paid", detail: "—", progress: .due)
        }
    }
}
