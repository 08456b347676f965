import Platform
import StorePostgres

extension StoreLocation {
    /// What marks databases as made by a demo, and so as ones that the next demo may remove; how much had been done in
    /// them when the demo ended stands behind it.
    private static let demoRemark = "made by a demo of tandem; the next demo removes it"

    private func servers() -> [(module: Module, server: PostgresServer)] {
        guard case .postgres(let address) = self else { return [] }
        return Suite.modules.map { ($0, PostgresServer(address.database(of: $0.name))) }
    }

    /// Makes room for a demo on a server: removes what an earlier demo left. Refuses, before anything is touched, what
    /// no demo made, what is open, and what people have worked in. Files are the caller's to look after.
    /// - Parameters:
    ///   - again: also when people have worked in it since.
    ///   - files: makes room in the company's folder, when the server's part may be removed.
    public func makeFreshForDemo(again: Bool, files: () throws -> Void) throws {
        let all = servers()
        var old: [PostgresServer] = []
        for (module, server) in all where try server.exists() {
            let remark = try server.remark()
            guard try remark.hasPrefix(Self.demoRemark) || server.isEmpty() else {
                throw StoreError.failed("\(self) holds a company that no demo made; name another, nothing was touched")
            }
            guard try !server.isInUse() else {
                throw StoreError.busy("\(self) is open in another program; stop that one first, nothing was touched")
            }
            if !again, let noted = remark.split(separator: ":").last.flatMap({ Int($0.drop { $0 == " " }) }),
                try Home.deeds(of: module, at: self) > noted
            {
                throw StoreError.failed(
                    "people have worked in \(self) since the demo; name another with --store, or begin anew with "
                        + "--again; nothing was touched")
            }
            old.append(server)
        }
        try files()
        for server in old { try server.drop() }
        for (_, server) in all {
            try server.createIfMissing()
            try server.setRemark(Self.demoRemark)
        }
    }

    /// Notes how much has been done, so that the next demo sees whether people did more. Files are the caller's.
    public func rememberDemo() throws {
        for (module, server) in servers() {
            try server.setRemark("\(Self.demoRemark): \(try Home.deeds(of: module, at: self))")
        }
    }
}
