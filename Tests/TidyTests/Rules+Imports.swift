extension Rule {
    /// What each target may import of ours and of others. A target that is not listed here offends: say what it may.
    static let mayImport: [String: Set<String>] = [
        "Kernel": ["Synchronization"],
        "Platform": ["Kernel", "CLibCrypto", "Foundation", "Synchronization", "Dispatch"],
        "StoreSchema": ["Kernel", "Platform"],
        "StorePostgres": ["Kernel", "Platform", "StoreSchema", "CPQ", "Synchronization", "Dispatch", "Glibc"],
        "StoreSQLite": [
            "Kernel", "Platform", "StoreSchema", "GRDB", "GRDBSQLite", "CSQLiteSettings", "Foundation",
            "Synchronization", "Dispatch",
        ],
        "CRM": ["Kernel", "Platform"],
        "ERP": ["Kernel", "Platform"],
        "Bridge": ["Kernel", "Platform", "Yams", "Synchronization"],
        "SuiteConnector": ["Kernel", "Platform", "CRM", "ERP", "Bridge", "Synchronization"],
        "FilesConnector": ["Kernel", "Platform", "Bridge", "Yams", "Foundation", "Synchronization", "Glibc", "Musl"],
        "Imports": [
            "Kernel", "Platform", "Bridge", "FilesConnector", "Foundation", "Synchronization", "Dispatch",
        ],
        "Suite": [
            "Kernel", "Platform", "StoreSchema", "StoreSQLite", "StorePostgres", "CRM", "ERP", "Bridge",
            "SuiteConnector", "FilesConnector", "Outbound", "Identity", "Imports",
            "Foundation", "Synchronization", "Glibc", "Dispatch",
        ],
        "Simulator": [
            "Kernel", "Platform", "StoreSQLite", "CRM", "ERP", "Bridge", "SuiteConnector", "Suite", "Foundation",
            "Synchronization",
        ],
        "Identity": ["Kernel", "Platform", "CLibCrypto", "Foundation", "Synchronization"],
        "Outbound": ["Kernel", "Platform", "CLibCurl", "Foundation", "Synchronization", "Dispatch", "Glibc"],
        "HTMLText": ["Kernel"],
        "Documents": ["Kernel", "Platform", "CRM", "ERP", "HTMLText", "Foundation", "Synchronization", "Dispatch"],
        "Serving": [
            "Kernel", "Platform", "Bridge", "Suite", "Identity", "Hummingbird", "HTTPTypes", "NIOCore", "Logging",
            "ServiceLifecycle", "Foundation", "Synchronization", "Dispatch",
        ],
        "API": [
            "Kernel", "Platform", "Bridge", "Suite", "Identity", "Outbound", "Serving", "Hummingbird", "HTTPTypes",
            "NIOCore", "Logging", "ServiceLifecycle", "Foundation", "Synchronization",
        ],
        "Web": [
            "Kernel", "Platform", "CRM", "ERP", "Bridge", "SuiteConnector", "FilesConnector", "Suite", "Identity",
            "Imports", "Outbound", "Documents", "HTMLText", "Serving", "Hummingbird", "HTTPTypes", "NIOCore",
            "Logging",
            "ServiceLifecycle", "Foundation", "Synchronization",
        ],
        "Benchmarks": [
            "Kernel", "Platform", "StoreSQLite", "StorePostgres", "CRM", "ERP", "Bridge", "SuiteConnector",
            "FilesConnector", "Suite",
            "Identity", "Hummingbird", "ServiceLifecycle", "Histogram", "Foundation", "Synchronization", "Dispatch",
            "Glibc",
        ],
        "tandem": [
            "Kernel", "Platform", "StoreSQLite", "CRM", "ERP", "Bridge", "SuiteConnector", "FilesConnector", "Suite",
            "Identity", "Outbound", "Documents", "Serving", "API", "Web", "Simulator", "Benchmarks",
            "ArgumentParser", "Foundation", "Synchronization", "Dispatch",
            "Glibc", "MemoryAllocation",
        ],
    ]

    /// Single files that may import more, each with its reason.
    static let importPlaces: [String: (module: String, reason: String)] = [
        "Sources/Bridge/Recipes/RecipeFolder+Disk.swift": ("Foundation", "reads the folder of recipes from the disk")
    ]

    static let imports: [Rule] = [
        each("import direction") { file in
            guard file.isSource else { return [] }
            let known = mayImport[file.module]
            return importedModules(file).compactMap { line, module in
                guard let known else {
                    return (line, "\(file.module) is a new target: say in Rules+Imports what it may")
                }
                guard !known.contains(module), importPlaces[file.path]?.module != module else { return nil }
                return (line, "\(file.module) does not import \(module)")
            }
        }
    ]

    static func importedModules(_ file: SourceFile) -> [(line: Int, module: String)] {
        file.code.enumerated().compactMap { index, line in
            guard line.contains("import ") else { return nil }
            let words = line.split(separator: " ")
            guard let at = words.firstIndex(of: "import"), at + 1 < words.count,
                words[..<at].allSatisfy({
                    $0.hasPrefix("@") || ["public", "internal", "private", "package"].contains($0)
                })
            else { return nil }
            let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "typealias", "let", "var"]
            let name = kinds.contains(words[at + 1]) && at + 2 < words.count ? words[at + 2] : words[at + 1]
            return (index, String(name.split(separator: ".").first ?? name))
        }
    }
}
