import Bridge
import Dispatch
import Synchronization

/// One bite being performed.
final class Hand: Sendable {
    /// Systems in which it may make records: what they say is heard when it is settled.
    let writesTo: Set<String>
    private let task: Task<Result<[Settlement], any Error>, Never>
    private let done: Done

    private final class Done: Sendable {
        let flag = Atomic(false)
    }

    init(
        _ claims: [Claim], _ engine: BridgeEngine, on threads: HandThreads, _ bell: AsyncStream<Void>.Continuation
    ) {
        writesTo = engine.systemsThatMayGrow(by: claims)
        let done = Done()
        self.done = done
        task = Task(executorPreference: threads) {
            let result: Result<[Settlement], any Error>
            do {
                result = .success(try await engine.perform(claims))
            } catch {
                result = .failure(error)
            }
            done.flag.store(true, ordering: .releasing)
            bell.yield()
            return result
        }
    }

    var isDone: Bool { done.flag.load(ordering: .acquiring) }
    var performed: Result<[Settlement], any Error> { get async { await task.value } }
}

/// Threads of the bridge's own: a bite computes and waits for disks for long, and nobody else's task shall wait for it.
final class HandThreads: TaskExecutor {
    private let queue = DispatchQueue(label: "tandem.bridge", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
