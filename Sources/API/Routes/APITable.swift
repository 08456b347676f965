import Hummingbird
import Kernel
import Platform
import Serving

/// All endpoints of a company, generated from what its modules declare.
struct APITable: Sendable {
    let endpoints: [Endpoint]
    private let byPath: [String: [HTTPRequest.Method: Endpoint]]

    init(of company: Company) {
        var endpoints: [Endpoint] = []
        for bus in [company.crm, company.erp, company.bridge] {
            let module = bus.module
            endpoints += ChangesEndpoints.all(of: module.name)
            for object in module.objects { endpoints += ReadingEndpoints.all(of: object, in: module) }
            for (command, address) in CommandAddress.all(of: module) {
                endpoints += WritingEndpoints.all(of: command, at: address, in: module)
            }
        }
        self.init(endpoints)
    }

    init(_ endpoints: [Endpoint]) {
        self.endpoints = endpoints
        var byPath: [String: [HTTPRequest.Method: Endpoint]] = [:]
        for endpoint in endpoints { byPath[endpoint.path, default: [:]][endpoint.method] = endpoint }
        self.byPath = byPath
    }

    /// What is at `crm/quotes/01h…/acceptance`: its methods and the id in it; nil when there is nothing.
    func find(_ parts: [String]) -> (methods: [HTTPRequest.Method: Endpoint], id: String)? {
        if let methods = byPath[parts.joined(separator: "/")] { return (methods, "") }
        guard parts.count >= 3, !parts[2].isEmpty else { return nil }
        var pattern = parts
        pattern[2] = "{id}"
        guard let methods = byPath[pattern.joined(separator: "/")] else { return nil }
        return (methods, parts[2])
    }
}
