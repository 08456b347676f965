import Hummingbird
import ServiceLifecycle

/// A route that does nothing, on the same server library and settings: what no page can be faster than.
struct BareRoute {
    /// Seconds until connections that are still open are cut.
    private static let longestGoodbye = 10

    /// Serves at that port while `body` runs. Whoever asks is done by then; only after that is the door closed.
    static func serving<T: Sendable>(
        port: Int, _ body: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        let router = Router()
        router.get("bare") { _, _ in "as fast as it gets\n" }
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)))
        var configuration = ServiceGroupConfiguration(services: [application], logger: application.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(longestGoodbye)
        let server = ServiceGroup(configuration: configuration)
        return try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask {
                try await server.run()
                return nil
            }
            group.addTask {
                let result: Result<T, any Error>
                do { result = .success(try await body()) } catch { result = .failure(error) }
                // Not cancelled: a connection that is taken up at that moment, and that nobody serves any more, ends
                // the whole program.
                await server.triggerGracefulShutdown()
                return try result.get()
            }
            var result: T?
            for try await ended in group { result = ended ?? result }
            guard let result else { throw BenchmarkFailure("the bare route was not served") }
            return result
        }
    }
}
