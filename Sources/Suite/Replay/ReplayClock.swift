import Kernel
import Platform
import Synchronization

/// The business date of a company whose past is done again: set day by day by the replay. The clock, identities and
/// chance stay real, so the audit says when a row was truly written.
public final class ReplayClock: Sendable {
    private let day: Mutex<CalendarDate>

    public init(_ day: CalendarDate) { self.day = Mutex(day) }

    public var today: CalendarDate {
        get { day.withLock { $0 } }
        set { day.withLock { $0 = newValue } }
    }

    /// The live world, with this clock's day for today.
    public func world(zone: String) -> World { world(over: .live(zone: zone)) }

    /// Any world, with this clock's day for today.
    public func world(over other: World) -> World {
        var world = other
        world.today = { [self] in today }
        return world
    }
}
