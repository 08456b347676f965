import Platform
import Synchronization

/// Wakes everybody who waits for the next commit of one database.
final class ChangeBell: Sendable {
    private struct State {
        var strokes = 0
        var nextNumber = 0
        var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
    }
    private let state = Mutex(State())

    init(of bus: CommandBus) {
        bus.afterCommit { [weak self] in self?.strike() }
    }

    /// Waiting at once; whoever comes then is answered without waiting.
    static let mostWaiting = 200
    var hasRoom: Bool { state.withLock { $0.waiting.count < Self.mostWaiting } }

    /// How often it has rung. Take it before looking, and give it to `ring`: a commit in between is not missed.
    var strokes: Int { state.withLock { $0.strokes } }

    /// Waits for a commit after `strokes`; false when the time is over first.
    @discardableResult
    func ring(since strokes: Int, within time: Duration) async -> Bool {
        let mine = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        let timer = Task { [weak self] in
            try? await Task.sleep(for: time)
            self?.giveUp(mine)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.strokes > strokes { return true }
                    if Task.isCancelled { return false }
                    state.waiting[mine] = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            giveUp(mine)
        }
    }

    private func strike() {
        let woken = state.withLock { state in
            defer { state.waiting = [:] }
            state.strokes += 1
            return Array(state.waiting.values)
        }
        for continuation in woken { continuation.resume(returning: true) }
    }

    private func giveUp(_ number: Int) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: false)
    }
}
