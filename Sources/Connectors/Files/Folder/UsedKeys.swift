import Bridge
import Foundation

/// The keys of writes that were done, each with its effect: a repeated write does nothing more.
struct UsedKeys {
    private(set) var effects: [String: Effect] = [:]
    private var order: [String] = []
    private let sidecar: Sidecar

    /// The newest are kept.
    static let limit = 100_000

    init(_ path: String) throws(CSVError) {
        sidecar = Sidecar(path: path)
        for row in try sidecar.read() where row.count == 3 {
            note(row[0], .accepted(id: row[1], version: Int64(row[2]) ?? 0))
        }
    }

    mutating func note(_ key: String, _ effect: Effect) {
        if effects[key] == nil { order.append(key) }
        effects[key] = effect
    }

    func save() throws(CSVError) {
        let lines = order.suffix(Self.limit).compactMap { key -> [String]? in
            guard case .accepted(let id, let version)? = effects[key] else { return nil }
            return [key, id, String(version)]
        }
        try sidecar.write(["key", "id", "version"], lines)
    }
}
