import Foundation
import Kernel
import Synchronization

extension World {
    /// The real clock and real chance. `zone` is the company's time zone, such as "Pacific/Auckland".
    public static func live(zone: String) -> World {
        let ids = IdentitySource()
        let timeZone = TimeZone(identifier: zone) ?? .gmt
        return World(
            now: { Self.clock() }, zone: zone,
            today: {
                let now = Self.clock()
                let seconds = timeZone.secondsFromGMT(
                    for: Date(timeIntervalSince1970: TimeInterval(now.microseconds / 1_000_000)))
                return now.date(offsetSeconds: seconds)
            },
            newID: { ids.next(at: Self.clock()) },
            random: { UInt64.random(in: .min ... .max) })
    }

    private static func clock() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}

/// Makes identities of 20 characters: 9 of time in milliseconds, 4 of sequence within it, 7 of chance. They sort by
/// creation within one process and do not repeat between processes.
final class IdentitySource: Sendable {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private let state = Mutex((millisecond: Int64(0), sequence: Int64(0)))

    func next(at now: Instant) -> String {
        let (millisecond, sequence) = state.withLock { state in
            let current = max(now.microseconds / 1_000, state.millisecond)
            state.sequence = current == state.millisecond ? state.sequence + 1 : 0
            state.millisecond = current
            return (current, state.sequence)
        }
        let chance = Int64(bitPattern: UInt64.random(in: .min ... .max) >> 1)
        return String(unsafeUninitializedCapacity: 20) { text in
            Self.write(millisecond, digits: 9, to: text, at: 0)
            Self.write(sequence, digits: 4, to: text, at: 9)
            Self.write(chance, digits: 7, to: text, at: 13)
            return 20
        }
    }

    private static func write(
        _ number: Int64, digits: Int, to text: UnsafeMutableBufferPointer<UInt8>, at offset: Int
    ) {
        var rest = number
        for index in stride(from: offset + digits - 1, through: offset, by: -1) {
            text[index] = alphabet[Int(rest & 31)]
            rest >>= 5
        }
    }
}
