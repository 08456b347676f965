import ArgumentParser
import Platform
import Suite

/// Where reports are read, so that they do not burden the server people work on.
struct ReplicaOptions: ParsableArguments {
    @Option(
        name: .customLong("read-replica"),
        help: "A streaming copy of the company that answers reports: postgresql://user@host/NAME.")
    var readReplica: String?
    @Option(
        name: .customLong("replica-lag"),
        help: "Seconds that it may be behind; further behind, reports are read where people work.")
    var mostLagSeconds = ReportReplica.standardMostLagSeconds

    func validate() throws {
        guard mostLagSeconds > 0 else { throw ValidationError("--replica-lag is a number of seconds above 0") }
    }

    /// nil when none was named.
    func place() throws(StoreError) -> (place: StoreLocation, mostLagSeconds: Int)? {
        guard let readReplica else { return nil }
        return (try StoreLocation(readReplica), mostLagSeconds)
    }
}
