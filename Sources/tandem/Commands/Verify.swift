import ArgumentParser
import Bridge
import ERP
import Kernel
import Platform
import Suite

/// Checks that everything ties: audit chains, every row against its audit, ledger and sub-ledgers, stock, links.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that books, stock, audit and links tie; say which row does not.")

    @OptionGroup var options: HomeOptions
    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let (findings, entries, counts) = try await Failing.clearly {
            try options.requireHome()
            return try options.readSuite(verify)
        }
        if json { printJSON(findings, entries, counts) } else { printText(findings, entries, counts) }
        if !findings.isEmpty { throw ExitCode(2) }
    }

    private func verify(_ suite: Suite) throws -> ([Finding], Int, BridgeVerification.Counts) {
        var findings = try suite.verify { if !json { Terminal.progress("checking " + $0) } }
        findings += try suite.verifyHeads()
        if try suite.erp.store.read({ try $0.find(Company.only) }) == nil {
            findings.append(Finding(options.homePath, "no company has been set up here: there is nothing to check"))
        }
        Terminal.endProgress()
        let entries = try suite.auditEntries()
        return (findings, entries, try suite.bridge.store.read { try BridgeVerification().counts(in: $0) })
    }

    private func printText(_ findings: [Finding], _ entries: Int, _ counts: BridgeVerification.Counts) {
        for finding in findings { Terminal.line(Terminal.bad("✗ ") + finding.description) }
        Terminal.line(
            findings.isEmpty
                ? "Everything ties: trial balance, receivables, stock, tax, \(entries) audit entries, "
                    + "\(counts.links) links."
                : "\(findings.count) findings.")
        Terminal.line(
            "Deliveries: \(counts.applied) applied, \(counts.refused) refused, \(counts.waiting) waiting for a person "
                + "or record, \(counts.conflicts) conflicts, \(counts.dead) dead letters, \(counts.underWay) under way."
        )
    }

    private func printJSON(_ findings: [Finding], _ entries: Int, _ counts: BridgeVerification.Counts) {
        var json = JSONWriter()
        json.beginObject()
        json.key("ok")
        json.bool(findings.isEmpty)
        json.field("auditEntries", entries)
        json.field("links", counts.links)
        json.field("applied", counts.applied)
        json.field("refused", counts.refused)
        json.field("waiting", counts.waiting)
        json.field("conflicts", counts.conflicts)
        json.field("deadLetters", counts.dead)
        json.field("underWay", counts.underWay)
        json.key("findings")
        json.beginArray()
        for finding in findings {
            json.beginObject()
            json.field("subject", finding.subject)
            json.field("message", finding.message)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        Terminal.line(json.text)
    }
}
