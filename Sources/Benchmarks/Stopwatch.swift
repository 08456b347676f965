/// Time that passed, by the clock that nobody sets.
struct Stopwatch {
    private let started = ContinuousClock.now

    var nanoseconds: UInt64 {
        let parts = (ContinuousClock.now - started).components
        return UInt64(parts.seconds) * 1_000_000_000 + UInt64(parts.attoseconds / 1_000_000_000)
    }

    var seconds: Double { Double(nanoseconds) / 1e9 }
}
