import Kernel
import Platform
import Synchronization

/// A clock that stands still until a test moves it, and everything else that a world needs, the same in every run.
final class TestClock: Sendable {
    private let state: Mutex<(today: CalendarDate, ids: UInt64, random: UInt64)>

    init(_ today: CalendarDate) {
        state = Mutex((today: today, ids: 0, random: 42))
    }

    var today: CalendarDate { state.withLock { $0.today } }

    func move(to date: CalendarDate) { state.withLock { $0.today = date } }
    func advance(days: Int) { state.withLock { $0.today = $0.today.adding(days: days) } }

    var world: World {
        World(
            now: { Instant(microseconds: Int64(self.today.daysSinceEpoch) * 86_400_000_000) },
            today: { self.today },
            newID: {
                self.state.withLock { state in
                    state.ids += 1
                    let digits = String(state.ids)
                    return "id" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
                }
            },
            random: {
                self.state.withLock { state in
                    state.random = state.random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return state.random
                }
            })
    }
}

/// Dates in tests read as they are written: `date("2026-03-02")`.
func date(_ text: String) -> CalendarDate {
    guard let date = try? CalendarDate(text) else { preconditionFailure("\(text) is no date") }
    return date
}

func decimal(_ text: String) -> FixedDecimal {
    guard let decimal = try? FixedDecimal(text) else { preconditionFailure("\(text) is no decimal") }
    return decimal
}

func nz(_ text: String) -> Money {
    guard let money = try? Money(text: text, currency: .nzd) else { preconditionFailure("\(text) is no amount") }
    return money
}
