import Kernel
import Platform
import Suite

@testable import Web

/// Real addresses for routed ones: each place is filled with what is planted.
enum Addresses {
    /// What the last part before the place is about, where it is no object's own list.
    private static let objects: [String: String] = [
        "crm/orders": "CustomerOrder", "crm/pipeline": "Opportunity", "erp/receivables": "Customer",
        "erp/shipments": "Shipment", "bridge/approvals/customers": "Customer", "bridge/approvals/orders": "SalesOrder",
        "bridge/approvals/quotes": "Quote", "bridge/approvals/returns": "ReturnAuthorization",
        "bridge/approvals/crossings": "Approval", "bridge/conflicts": "Conflict", "me/sessions": "Session",
        "me/tokens": "APIToken",
    ]

    /// `/crm/quotes/planted-Quote/share`
    static func filled(_ route: PageRoute, planting prefix: String = "planted") -> String {
        var path: [String] = []
        for part in route.path.split(separator: "/").map(String.init) {
            guard part.hasPrefix(":") else {
                path.append(part)
                continue
            }
            switch part {
            case ":system": path.append("crm")
            case ":object": path.append("Account")
            case ":name": path.append("customer")
            case ":code": path.append("1100")
            default:
                let object = object(at: path) ?? "Account"
                path.append(Planting.single[object] ?? "\(prefix)-\(object)")
            }
        }
        return "/" + path.joined(separator: "/")
    }

    /// The object whose records stand at this address; nil when it is no list.
    static func object(at path: [String]) -> String? {
        let key = path.joined(separator: "/")
        if let known = objects[key] { return known }
        guard path.count == 2, let source = Source(rawValue: path[0]) else { return nil }
        let module = modules[source.rawValue] ?? []
        return module.first { RecordPath.list(source, $0) == "/" + key }
    }

    /// The object of a generic address and what is wanted of it.
    static func object(of route: PageRoute) -> (system: String, object: String, rest: [String])? {
        var parts = route.path.split(separator: "/").map(String.init)
        guard parts.count >= 2 else { return nil }
        if parts[1].hasSuffix(".csv") {
            parts[1] = String(parts[1].dropLast(4))
            parts.append("csv")
        }
        let list = parts.prefix(2).joined(separator: "/")
        guard let object = object(at: Array(parts.prefix(2))), objects[list] == nil, list != "bridge/approvals" else {
            return nil
        }
        return (parts[0], object, Array(parts.dropFirst(2)))
    }

    private static let modules: [String: [String]] = Dictionary(
        uniqueKeysWithValues: Suite.modules.map { ($0.name, $0.objects.map { $0.objectName }) })
}
