import FilesConnector
import Foundation
import Kernel
import Platform
import Suite

/// What a real-data run came to, for a person and for a program.
struct RealOrdersSummary {
    let figures: ReplayFigures
    let replay: OrderReplay
    let findings: [Finding]
    let replaySeconds: Double
    let seconds: Double

    func tell() {
        imports()
        months()
        totals()
        rounding()
        for refused in replay.refused.prefix(10) {
            Terminal.line(
                Terminal.bad("✗ ") + refused.what + ": " + refused.reasons.map(\.description).joined(separator: "; "))
        }
        for finding in findings.prefix(10) { Terminal.line(Terminal.bad("✗ ") + finding.description) }
        Terminal.line(
            figures.isSound && findings.isEmpty
                ? "Everything ties. \(Self.decimals(replaySeconds)) s for the replay, "
                    + "\(Self.decimals(seconds)) s with verification."
                : Terminal.bad("It does not tie."))
    }

    private func imports() {
        Terminal.line(Terminal.strong("Imported by map"))
        for summary in replay.summaries {
            Terminal.line(
                "  " + Self.padded(summary.map, 18) + Self.right(summary.imported, 6) + " imported"
                    + (summary.leftOut > 0 ? ", \(summary.leftOut) not meant by this map" : "")
                    + (summary.linesRead > 0 ? ", \(summary.linesRead - summary.linesRejected) lines" : "")
                    + (summary.rejected > 0 ? Terminal.bad(", \(summary.rejected) rejected") : "")
                    + (summary.linesRejected > 0 ? Terminal.bad(", \(summary.linesRejected) lines rejected") : ""))
            for cause in summary.causes {
                Terminal.line("      \(cause.count) × \(cause.code), first: \(cause.example)")
            }
            for file in summary.rejectFiles { Terminal.line("      each with its reason in \(file)") }
        }
        Terminal.line()
    }

    private func months() {
        Terminal.line(Terminal.strong("Orders by month"))
        let most = figures.months.map(\.total.minorUnits).max() ?? 0
        for month in figures.months {
            let width = most > 0 ? Int(month.total.minorUnits * 40 / most) : 0
            Terminal.line(
                "  \(month.month) " + Terminal.erp(Self.padded(String(repeating: "█", count: max(1, width)), 41))
                    + Self.right(month.orders, 5) + Self.right(month.total.description, 18))
        }
        Terminal.line()
    }

    private func totals() {
        Terminal.line(Terminal.strong("One company in two systems"))
        Terminal.line(
            "  \(figures.orders) orders, \(figures.lines) lines; \(figures.quotes) began as quotes in the CRM, "
                + "\(figures.orders - figures.quotes) in the ERP")
        Terminal.line(
            "  " + Terminal.crm("CRM     ") + Self.right(figures.crmTotalDue.description, 20)
                + "  its copies of the invoices")
        Terminal.line("  " + Terminal.erp("ERP     ") + Self.right(figures.erpTotalDue.description, 20) + "  invoices")
        Terminal.line("  ledger  " + Self.right(figures.ledgerTotalDue.description, 20) + "  debits of receivables")
        Terminal.line("  file    " + Self.right("\(figures.sourceTotalDue) USD", 22) + " total due of the orders")
        Terminal.line(
            "  trial balance \(figures.trialBalance), receivables \(figures.receivables), "
                + "\(figures.duplicates) duplicates, \(figures.lost) lost, \(figures.rejectedLines) lines rejected")
        Terminal.line(
            "  bridge: \(figures.links) links, \(figures.deliveries) deliveries applied, "
                + "\(figures.unsettled) not settled\n"
        )
    }

    private func rounding() {
        let parts = figures.rounding
        Terminal.line(Terminal.strong("Four decimals in the file, cents in the documents"))
        for (name, amount) in [
            ("line nets, each half up", parts.lines), ("tax, half up", parts.tax), ("freight, half up", parts.freight),
            ("the file's lines against its own totals", parts.file), ("rounding lines on the invoices", parts.invoices),
        ] {
            Terminal.line("  " + Self.padded(name, 42) + Self.right(amount.description, 12))
        }
        Terminal.line(
            "  " + Self.padded("documents less file", 42) + Self.right(figures.explainedRounding.description, 12)
                + "  unexplained: \(figures.unexplainedCents) cents\n")
    }

    /// One JSON object on one line.
    var json: String {
        var json = JSONWriter()
        json.beginObject()
        for (name, count) in [
            ("orders", figures.orders), ("lines", figures.lines), ("rejectedLines", figures.rejectedLines),
            ("quotes", figures.quotes), ("onlineOrders", figures.orders - figures.quotes),
        ] {
            json.field(name, count)
        }
        for (name, amount) in [
            ("crmTotalDue", figures.crmTotalDue.amountText), ("erpTotalDue", figures.erpTotalDue.amountText),
            ("ledgerTotalDue", figures.ledgerTotalDue.amountText),
            ("sourceTotalDue", figures.sourceTotalDue.description),
            ("explainedRounding", figures.explainedRounding.description),
        ] {
            json.key(name)
            json.literal(amount)
        }
        json.field("unexplainedCents", Int(figures.unexplainedCents))
        json.field("duplicates", figures.duplicates)
        json.field("lost", figures.lost)
        json.field("trialBalance", Int(figures.trialBalance.minorUnits))
        json.field("receivables", Int(figures.receivables.minorUnits))
        json.field("refused", replay.refused.count)
        json.field("unsettledDeliveries", figures.unsettled)
        json.field("findings", findings.count)
        json.field("links", figures.links)
        json.field("deliveries", figures.deliveries)
        json.key("rejectFiles")
        json.beginArray()
        for file in replay.summaries.flatMap(\.rejectFiles) { json.string(file) }
        json.endArray()
        json.key("replaySeconds")
        json.literal(Self.decimals(replaySeconds))
        json.key("seconds")
        json.literal(Self.decimals(seconds))
        json.endObject()
        return json.text
    }

    private static func decimals(_ seconds: Double) -> String { String(format: "%.1f", seconds) }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func right(_ text: some CustomStringConvertible, _ width: Int) -> String {
        let text = text.description
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
