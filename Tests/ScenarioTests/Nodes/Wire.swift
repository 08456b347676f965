import Foundation

/// The smallest browser: one connection, one request, one answer.
enum Wire {
    struct Answer {
        let status: Int
        let body: String

        /// What a command answered: the new record's id, if it made one.
        var id: String? {
            body.firstMatch(of: #/"answer":"([^"]*)"/#).map { String($0.1) }
        }
    }

    /// Asks a program of this machine; nil when there was no answer, or not all of it.
    static func ask(_ path: String, at port: Int, headers: [String] = [], post body: String? = nil) -> Answer? {
        let line = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard line >= 0 else { return nil }
        defer { close(line) }
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard reach(port, by: line) else { return nil }
        var lines = [
            "\(body == nil ? "GET" : "POST") \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close",
        ]
        lines += headers
        if let body { lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
        let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
        guard send(line, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
        var heard: [UInt8] = []
        var bite = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(line, &bite, bite.count, 0)
            guard count > 0 else { break }
            heard += bite[..<count]
        }
        return read(heard)
    }

    private static func reach(_ port: Int, by line: Int32) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(line, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func read(_ heard: [UInt8]) -> Answer? {
        let text = String(decoding: heard, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n"), let status = Int(text.dropFirst(9).prefix(3)) else {
            return nil
        }
        let (head, body) = (text[..<end.lowerBound], text[end.upperBound...])
        if let length = head.firstMatch(of: #/(?i)\r\ncontent-length: *([0-9]+)/#).flatMap({ Int($0.1) }) {
            guard body.utf8.count >= length else { return nil }
        }
        return Answer(status: status, body: String(body))
    }
}
