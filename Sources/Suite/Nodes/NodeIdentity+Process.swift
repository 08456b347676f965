import Bridge
import Foundation
import Kernel

extension NodeIdentity {
    /// This process. Programs of one company need different names; a program that is started again under its old name
    /// repairs at once what it left behind.
    /// - Parameter name: nil for a name of this process alone.
    public static func process(_ name: String? = nil, id: String, program: String) -> NodeIdentity {
        let place = ProcessPlace.here
        return NodeIdentity(
            id: id, name: name ?? "\(place.host)/\(place.number)", host: place.host, place: place.text,
            program: program)
    }
}

/// Where a process can be looked for: its number means something only in its own space of numbers on its own host.
struct ProcessPlace: Hashable {
    let host: String
    let space: String
    let number: Int32

    static var here: ProcessPlace {
        ProcessPlace(
            host: ProcessInfo.processInfo.hostName,
            space: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "",
            number: ProcessInfo.processInfo.processIdentifier)
    }

    var text: String { "\(host) \(space) \(number)" }

    init(host: String, space: String, number: Int32) {
        self.host = host
        self.space = space
        self.number = number
    }

    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 3, let number = Int32(words[2]) else { return nil }
        self.init(host: words[0], space: words[1], number: number)
    }

    /// Sure to have ended: only of a process that could be seen from here.
    var isGone: Bool {
        let here = Self.here
        guard host == here.host, space == here.space, !space.isEmpty else { return false }
        return !FileManager.default.fileExists(atPath: "/proc/\(number)")
    }
}

extension Node {
    /// Did its process, on this host, end?
    var hasEndedHere: Bool { ProcessPlace(place)?.isGone ?? false }
}
