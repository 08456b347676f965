import Bridge
import ERP
import Kernel
import Platform

extension Suite {
    /// Everything that must tie: audit chains, every row against its audit, changes feeds, ledger and sub-ledgers,
    /// stock, links. `progress` names each check as it begins. A check that meets something unreadable is a finding;
    /// the others run.
    public func verify(progress: (String) -> Void = { _ in }) throws -> [Finding] {
        var findings: [Finding] = []
        func check(_ name: String, _ body: () throws -> [Finding]) {
            progress(name)
            do {
                findings += try body()
            } catch {
                findings.append(Finding(name, "could not be checked to its end: \(error)"))
            }
        }
        for bus in [crm, erp, bridge] {
            let audit = AuditVerification(bus.module)
            check("\(bus.module.name): audit chain") { try bus.store.read { try audit.chain(in: $0).findings } }
            check("\(bus.module.name): every row against its audit") {
                try bus.store.read { try audit.rows(in: $0) }
            }
            let feed = FeedVerification(bus.module)
            check("\(bus.module.name): changes feed") { try bus.store.read { try feed.findings(in: $0) } }
        }
        check("ledger and sub-ledgers") {
            try erp.store.read { session in
                try LedgerVerification.findings(in: session).map { Finding("\($0.check), \($0.document)", $0.message) }
            }
        }
        check("stock") {
            try erp.store.read { session in
                try StockVerification.findings(in: session).map {
                    Finding("\($0.check), \($0.record)", "says \($0.found), expected \($0.expected)")
                }
            }
        }
        check("links and deliveries") { try bridge.store.read { try BridgeVerification().findings(in: $0) } }
        return findings
    }
}
