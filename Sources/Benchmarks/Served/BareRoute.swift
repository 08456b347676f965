import Hummingbird

/// A route that does nothing, on the same server library and settings: what no page can be faster than.
struct BareRoute {
    /// Serves at that port while `body` runs.
    static func serving<T: Sendable>(
        port: Int, _ body: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        let router = Router()
        router.get("bare") { _, _ in "as fast as it gets\n" }
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)))
        return try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask {
                try await application.run()
                return nil
            }
            group.addTask { try await body() }
            var result: T?
            while result == nil, let ended = try await group.next() { result = ended }
            group.cancelAll()
            guard let result else { throw BenchmarkFailure("the bare route was not served") }
            return result
        }
    }
}
