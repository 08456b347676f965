import Foundation

/// One kept connection to a server on this machine, one request after the other; nothing between that would cost time.
final class WebClient {
    struct Reply {
        let status: Int
        /// All that came over the wire: head and body.
        let wireBytes: Int
        let isCompressed: Bool
        let body: [UInt8]
        let nanoseconds: UInt64
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let connection: Int32
    private let port: Int
    private var received: [UInt8] = []
    private var piece = [UInt8](repeating: 0, count: 65_536)
    static let longestSeconds = 30

    init(port: Int) throws {
        self.port = port
        connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(connection)
            throw BenchmarkFailure("nobody answers at port \(port)")
        }
        var on: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var limit = timeval(tv_sec: Self.longestSeconds, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(connection) }

    /// From the first byte sent to the last received.
    func get(_ path: String, cookie: String = "") throws -> Reply {
        let head =
            "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
            + (cookie.isEmpty ? "" : "Cookie: \(cookie)\r\n") + "Accept-Encoding: gzip\r\n\r\n"
        let bytes = Array(head.utf8)
        let watch = Stopwatch()
        guard send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw BenchmarkFailure("the server took no request for \(path)")
        }
        received.removeAll(keepingCapacity: true)
        var end: Int?
        while end == nil {
            try receive(path)
            end = headEnd()
        }
        let bodyStart = end ?? 0
        let lines = String(decoding: received[..<bodyStart], as: UTF8.self).split(separator: "\r\n")
        let status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
        let body: [UInt8]
        if let length = Self.field("content-length", of: lines).flatMap({ Int($0) }) {
            while received.count < bodyStart + length { try receive(path) }
            body = Array(received[bodyStart..<(bodyStart + length)])
        } else if Self.field("transfer-encoding", of: lines) == "chunked" {
            while !received.suffix(5).elementsEqual(Array("0\r\n\r\n".utf8)) { try receive(path) }
            body = Self.joined(received[bodyStart...])
        } else {
            body = []
        }
        return Reply(
            status: status, wireBytes: received.count,
            isCompressed: Self.field("content-encoding", of: lines) != nil, body: body, nanoseconds: watch.nanoseconds)
    }

    private func receive(_ path: String) throws {
        let count = recv(connection, &piece, piece.count, 0)
        guard count > 0 else { throw BenchmarkFailure("the answer for \(path) broke off") }
        received += piece[..<count]
    }

    private func headEnd() -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard received.count >= 4 else { return nil }
        for index in 0...(received.count - 4) where received[index] == mark[0] {
            if received[index..<(index + 4)].elementsEqual(mark) { return index + 4 }
        }
        return nil
    }

    private static func field(_ name: String, of lines: [Substring]) -> String? {
        for line in lines.dropFirst() {
            let halves = line.split(separator: ":", maxSplits: 1)
            if halves.count == 2, halves[0].lowercased() == name {
                return halves[1].trimmingCharacters(in: .whitespaces)
            }
        }
        return nil
    }

    /// The pieces of a body whose length was not known when it began.
    private static func joined(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var body: [UInt8] = []
        var rest = bytes
        while let line = rest.firstIndex(of: UInt8(ascii: "\r")) {
            let length = Int(String(decoding: rest[rest.startIndex..<line], as: UTF8.self), radix: 16) ?? 0
            guard length > 0, line + 2 + length <= rest.endIndex else { break }
            body += rest[(line + 2)..<(line + 2 + length)]
            rest = rest[(line + 2 + length)...].dropFirst(2)
        }
        return body
    }
}
