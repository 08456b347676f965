import Suite
import Synchronization

/// What was asked over HTTP since the program was started.
public final class RequestMeasures: Sendable {
    private let state = Mutex(State())

    struct Kind: Hashable {
        let name: String
        let status: Int
    }

    struct State {
        var underWay = 0
        var openLines = 0
        var counts: [Kind: Int] = [:]
        var times: [String: Histogram] = [:]
    }

    public init() {}

    var present: State { state.withLock { $0 } }

    /// Few kinds, so that they can be counted side by side.
    static func kind(of path: String) -> String {
        let parts = path.split(separator: "/", maxSplits: 2)
        switch parts.first {
        case "api": return parts.count > 1 && ["crm", "erp", "bridge"].contains(parts[1]) ? "api-\(parts[1])" : "api"
        case "live": return "live"
        case "assets": return "asset"
        case "health", "ready", "metrics": return "operations"
        default: return "page"
        }
    }

    func begin() { state.withLock { $0.underWay += 1 } }

    func end(_ kind: String, status: Int, microseconds: Int64) {
        state.withLock { state in
            state.underWay -= 1
            state.counts[Kind(name: kind, status: status), default: 0] += 1
            state.times[kind, default: Histogram()].add(microseconds: microseconds)
        }
    }

    func opened() { state.withLock { $0.openLines += 1 } }
    func closed() { state.withLock { $0.openLines -= 1 } }
}
