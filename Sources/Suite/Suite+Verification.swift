import Bridge
import ERP
import Kernel
import Platform

extension Suite {
    /// Everything that must tie: audit chains, every row against its audit, ledger and sub-ledgers, stock, links.
    /// `progress` names each check as it begins.
    public func verify(progress: (String) -> Void = { _ in }) throws -> [Finding] {
        var findings: [Finding] = []
        for bus in [crm, erp, bridge] {
            progress("\(bus.module.name): audit chain")
            let audit = AuditVerification(bus.module)
            findings += try bus.store.read { try audit.chain(in: $0).findings }
            progress("\(bus.module.name): every row against its audit")
            findings += try bus.store.read { try audit.rows(in: $0) }
        }
        progress("ledger and sub-ledgers")
        findings += try erp.store.read { session in
            try LedgerVerification.findings(in: session).map { Finding("\($0.check), \($0.document)", $0.message) }
        }
        progress("stock")
        findings += try erp.store.read { session in
            try StockVerification.findings(in: session).map {
                Finding("\($0.check), \($0.record)", "says \($0.found), expected \($0.expected)")
            }
        }
        progress("links and deliveries")
        findings += try bridge.store.read { try BridgeVerification().findings(in: $0) }
        return findings
    }
}
