import CRM
import Kernel
import Platform

extension Suite {
    /// What the calendar does, on each business day once, by one of the company's nodes: offers that nobody took in
    /// time are closed, and the heads of the audit trails are published.
    public func doDailyJobs() throws {
        try engine.nodes.daily("quote expiry") {
            while let closed = Int(try crm.run(ExpireQuotes(), by: .system, why: "the calendar")),
                closed == ExpireQuotes.maximumPerRun
            {}
        }
        try engine.nodes.daily("audit heads") { try publishHeads() }
    }
}
