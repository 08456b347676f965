/// How far a page has seen: the last entry of either audit trail, and how often the bridge had moved. A page carries
/// the place from before its content was read, so what happened between reading and listening can still be told.
struct LivePlace: Hashable, Sendable, CustomStringConvertible {
    /// Which run of the program counted the bridge's moves: each begins to count anew.
    var run: Int64 = 0
    var crm: Int64 = 0
    var erp: Int64 = 0
    var bridge: Int64 = 0

    init(run: Int64) { self.run = run }

    /// As a browser says it back; nil for what is no place.
    init?(_ text: some StringProtocol) {
        let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
        guard numbers.count == 4, let run = numbers[0], let crm = numbers[1], let erp = numbers[2],
            let bridge = numbers[3]
        else { return nil }
        (self.run, self.crm, self.erp, self.bridge) = (run, crm, erp, bridge)
    }

    var description: String { "\(run)-\(crm)-\(erp)-\(bridge)" }

    subscript(source: Source) -> Int64 {
        get {
            switch source {
            case .crm: crm
            case .erp: erp
            case .bridge: bridge
            }
        }
        set {
            switch source {
            case .crm: crm = newValue
            case .erp: erp = newValue
            case .bridge: bridge = newValue
            }
        }
    }
}
