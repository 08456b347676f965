// swift-tools-version:6.2
import PackageDescription

/// Swift 6 mode, strict concurrency, and no warning survives.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "tandem",
    products: [.executable(name: "tandem", targets: ["tandem"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.81.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        // Debian's OpenSSL, for SHA-256 only: see docs/decisions/0002.
        .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        // One setting of SQLite that Swift cannot reach: a C function of varying arguments.
        .systemLibrary(name: "CSQLiteSettings", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        // Debian's libcurl, for HTTP, TLS and mail to the outside.
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        // Debian's libpq, for PostgreSQL.
        .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        // Debian's jemalloc instead of the C library's malloc: see docs/decisions/0011.
        .target(name: "MemoryAllocation", linkerSettings: [.linkedLibrary("jemalloc")]),
        .target(name: "Kernel", swiftSettings: strict),
        .target(name: "Platform", dependencies: ["Kernel", "CLibCrypto"], swiftSettings: strict),
        .target(name: "StoreSchema", dependencies: ["Kernel", "Platform"], swiftSettings: strict),
        .target(
            name: "StorePostgres", dependencies: ["Kernel", "Platform", "StoreSchema", "CPQ"], swiftSettings: strict),
        .target(
            name: "StoreSQLite",
            dependencies: [
                "Kernel", "Platform", "StoreSchema", "CSQLiteSettings",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(name: "CRM", dependencies: ["Kernel", "Platform"], swiftSettings: strict),
        .target(name: "ERP", dependencies: ["Kernel", "Platform"], swiftSettings: strict),
        .target(
            name: "Bridge", dependencies: ["Kernel", "Platform", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .target(
            name: "SuiteConnector", dependencies: ["Kernel", "Platform", "CRM", "ERP", "Bridge"],
            path: "Sources/Connectors/Suite", swiftSettings: strict),
        .target(
            name: "FilesConnector",
            dependencies: ["Kernel", "Platform", "Bridge", .product(name: "Yams", package: "Yams")],
            path: "Sources/Connectors/Files", swiftSettings: strict),
        .target(
            name: "Imports", dependencies: ["Kernel", "Platform", "Bridge", "FilesConnector"], swiftSettings: strict),
        .target(name: "Identity", dependencies: ["Kernel", "Platform", "CLibCrypto"], swiftSettings: strict),
        .target(name: "Outbound", dependencies: ["Kernel", "Platform", "CLibCurl"], swiftSettings: strict),
        .target(
            name: "Documents", dependencies: ["Kernel", "Platform", "CRM", "ERP", "HTMLText"], swiftSettings: strict),
        .target(name: "HTMLText", dependencies: ["Kernel"], path: "Sources/Web/HTML", swiftSettings: strict),
        .target(
            name: "Serving",
            dependencies: [
                "Kernel", "Platform", "Bridge", "Suite", "Identity",
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            swiftSettings: strict),
        .target(
            name: "API",
            dependencies: [
                "Kernel", "Platform", "Bridge", "Suite", "Identity", "Outbound", "Serving",
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            swiftSettings: strict),
        .target(
            name: "Web",
            dependencies: [
                "Kernel", "Platform", "CRM", "ERP", "Bridge", "SuiteConnector", "FilesConnector", "Suite", "Identity",
                "Imports", "Outbound", "Documents", "HTMLText", "Serving",
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            path: "Sources/Web", exclude: ["HTML"], resources: [.copy("Assets")], swiftSettings: strict),
        .target(
            name: "Suite",
            dependencies: [
                "Kernel", "Platform", "StoreSchema", "StoreSQLite", "StorePostgres", "CRM", "ERP", "Bridge",
                "SuiteConnector", "FilesConnector", "Identity", "Imports", "Outbound",
            ],
            swiftSettings: strict),
        .target(
            name: "Simulator",
            dependencies: ["Kernel", "Platform", "StoreSQLite", "CRM", "ERP", "Bridge", "SuiteConnector", "Suite"],
            swiftSettings: strict),
        .target(
            name: "Benchmarks",
            dependencies: [
                "Kernel", "Platform", "StoreSQLite", "StorePostgres", "CRM", "ERP", "Bridge", "SuiteConnector",
                "FilesConnector",
                "Suite",
                "Identity", .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "tandem",
            dependencies: [
                "Kernel", "Platform", "StoreSQLite", "CRM", "ERP", "Bridge", "SuiteConnector", "FilesConnector",
                "Suite", "Identity", "Outbound", "Documents", "Serving", "API", "Web", "Simulator", "Benchmarks",
                "MemoryAllocation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .testTarget(name: "KernelTests", dependencies: ["Kernel"], swiftSettings: strict),
        .testTarget(name: "PlatformTests", dependencies: ["Kernel", "Platform", "StoreSQLite"], swiftSettings: strict),
        .testTarget(
            name: "CRMTests", dependencies: ["Kernel", "Platform", "StoreSQLite", "CRM"], swiftSettings: strict),
        .testTarget(
            name: "ERPTests", dependencies: ["Kernel", "Platform", "StoreSQLite", "ERP"], swiftSettings: strict),
        .testTarget(
            name: "BridgeTests", dependencies: ["Kernel", "Platform", "StoreSQLite", "Bridge"], swiftSettings: strict),
        .testTarget(
            name: "FilesConnectorTests",
            dependencies: ["Kernel", "Platform", "StoreSQLite", "Bridge", "FilesConnector"], swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Kernel", "Platform", "StoreSQLite", "CRM", "ERP", "Bridge", "SuiteConnector", "Suite", "Simulator",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ReplayTests",
            dependencies: [
                "Kernel", "Platform", "StoreSQLite", "CRM", "ERP", "Bridge", "FilesConnector", "Suite",
                "StorePostgres", "PostgresRig",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ScenarioTests",
            dependencies: [
                "Kernel", "Platform", "StoreSQLite", "CRM", "ERP", "Bridge", "SuiteConnector", "FilesConnector",
                "Suite",
                "Documents", "HTMLText", "Identity", "Simulator", "tandem", "PostgresRig",
            ],
            exclude: ["Golden"], swiftSettings: strict),
        .target(name: "PostgresRig", path: "Tests/PostgresRig", swiftSettings: strict),
        .testTarget(
            name: "StoreContractTests",
            dependencies: ["Kernel", "Platform", "StoreSchema", "StoreSQLite", "StorePostgres", "PostgresRig"],
            swiftSettings: strict),
        .target(
            name: "RouterRig",
            dependencies: [
                "Kernel", "Platform",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            path: "Tests/RouterRig", swiftSettings: strict),
        .testTarget(
            name: "IdentityTests",
            dependencies: [
                "Kernel", "Platform", "StoreSQLite", "CRM", "ERP", "Bridge", "Suite", "Identity", "Serving",
                "RouterRig",
                "CLibCrypto",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "APITests",
            dependencies: [
                "Kernel", "Platform", "StoreSQLite", "CRM", "ERP", "Bridge", "Suite", "Identity", "Outbound", "Serving",
                "API", "RouterRig",
            ],
            exclude: ["Golden"], swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Kernel", "Platform", "StoreSQLite", "CRM", "ERP", "Bridge", "Suite", "FilesConnector", "Identity",
                "Imports", "Outbound", "Documents", "HTMLText", "Serving", "API", "Web", "RouterRig",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "BenchmarkTests",
            dependencies: [
                "Kernel", "Platform", "StoreSQLite", "CRM", "ERP", "Bridge", "Suite", "Benchmarks", "tandem",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SecurityTests",
            dependencies: [
                "Kernel", "Platform", "StoreSQLite", "CRM", "ERP", "Bridge", "Suite", "Identity", "Outbound",
                "Documents", "HTMLText", "Serving", "API", "Web", "RouterRig",
            ],
            exclude: ["Golden", "Deeds"], swiftSettings: strict),
        .testTarget(name: "TidyTests", exclude: ["ratchet.txt"], swiftSettings: strict),
    ]
)
