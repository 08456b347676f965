/// Everything that is not decided by the program: clock, identity, chance, and where it may crash.
/// Domain code takes these from here only, so that a simulated world repeats exactly.
public struct World: Sendable {
    public var now: @Sendable () -> Instant
    /// The company's time zone, such as "Pacific/Auckland".
    public var zone: String
    /// The business date in the company's zone.
    public var today: @Sendable () -> CalendarDate
    /// A new identity, sorting after earlier ones.
    public var newID: @Sendable () -> String
    public var random: @Sendable () -> UInt64
    /// Called at every named point where a crash may fall. Live worlds do nothing; simulated ones may throw.
    public var faultPoint: @Sendable (FaultPoint) throws(SimulatedCrash) -> Void

    public init(
        now: @escaping @Sendable () -> Instant, zone: String = "UTC", today: @escaping @Sendable () -> CalendarDate,
        newID: @escaping @Sendable () -> String, random: @escaping @Sendable () -> UInt64,
        faultPoint: @escaping @Sendable (FaultPoint) throws(SimulatedCrash) -> Void = { _ in }
    ) {
        self.now = now
        self.zone = zone
        self.today = today
        self.newID = newID
        self.random = random
        self.faultPoint = faultPoint
    }

    /// Bytes that nobody can guess, as far as nobody can guess `random`: the live world takes it from the kernel.
    public func randomBytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            withUnsafeBytes(of: random()) { bytes.append(contentsOf: $0.prefix(count - bytes.count)) }
        }
        return bytes
    }
}

/// A named place where a process may die.
public struct FaultPoint: Hashable, Sendable, CustomStringConvertible {
    public let name: String
    public init(_ name: String) { self.name = name }
    public var description: String { name }
}

/// What a simulated world throws to say: the process died here.
public struct SimulatedCrash: Error, Hashable, Sendable {
    public let point: FaultPoint
    public init(_ point: FaultPoint) { self.point = point }
}
