import CLibCurl
import Glibc

/// One transfer, on the calling thread.
enum Transfer {
    static func send(
        _ request: OutboundRequest, policy: OutboundPolicy, resolve: NetworkAddress.Resolver
    ) throws(OutboundError) -> OutboundAnswer {
        let started = milliseconds()
        let target = try Target(request.url)
        defer { target.free() }
        let literal = NetworkAddress(target.host)
        let addresses = if let literal { [literal] } else { try resolve(target.host) }
        let isTrusted = policy.trustedHosts.contains(target.host.lowercased())
        for address in addresses where !isTrusted && !address.isAllowed(by: policy) {
            throw .forbiddenAddress(address.text == target.host ? target.host : "\(target.host) (\(address.text))")
        }
        let handle = try Handle()
        let curl = handle.curl
        _ = curl_set_pointer(curl, CURLOPT_CURLU, UnsafeMutableRawPointer(target.url))
        // The name is not asked for again: what was checked is what is connected to.
        handle.list(CURLOPT_RESOLVE, ["\(target.host):\(target.port):\(addresses.map(\.text).joined(separator: ","))"])
        _ = curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = curl_set_number(curl, CURLOPT_FOLLOWLOCATION, 0)
        handle.limit(to: OutboundLimits.longestSeconds * 1_000 - Int(milliseconds() - started))
        for header in request.headers where !isSafe(header.name) || !isSafe(header.value) {
            throw .failed("the header '\(header.name)' has a line break in it")
        }
        handle.list(CURLOPT_HTTPHEADER, request.headers.map { "\($0.name): \($0.value)" } + ["Expect:"])
        _ = curl_set_text(curl, CURLOPT_CUSTOMREQUEST, request.method)
        if request.method == "HEAD" { _ = curl_set_number(curl, CURLOPT_NOBODY, 1) }
        if !request.body.isEmpty {
            _ = curl_set_number(curl, CURLOPT_POSTFIELDSIZE, request.body.count)
            // COPYPOSTFIELDS keeps the bytes; their number is set before it.
            request.body.withUnsafeBytes { bytes in
                _ = curl_set_pointer(curl, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            }
        }
        let answer = Received()
        try handle.perform(into: answer)
        return OutboundAnswer(
            status: handle.number(CURLINFO_RESPONSE_CODE), body: answer.bytes,
            address: handle.text(CURLINFO_PRIMARY_IP))
    }

    static func send(_ mail: Mail, _ message: [UInt8], by server: MailServer) throws(OutboundError) {
        let handle = try Handle()
        let curl = handle.curl
        let scheme = server.security == .implicit ? "smtps" : "smtp"
        _ = curl_set_text(curl, CURLOPT_URL, "\(scheme)://\(server.host):\(server.port)/\(server.helloName)")
        _ = curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        if server.security == .required { _ = curl_set_number(curl, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
        if let user = server.user {
            _ = curl_set_text(curl, CURLOPT_USERNAME, user)
            _ = curl_set_text(curl, CURLOPT_PASSWORD, server.password ?? "")
        }
        _ = curl_set_text(curl, CURLOPT_MAIL_FROM, "<\(mail.from.address)>")
        handle.list(CURLOPT_MAIL_RCPT, mail.to.map { "<\($0.address)>" })
        handle.limit(to: OutboundLimits.longestMailSeconds * 1_000)
        let outgoing = Outgoing(message)
        _ = curl_set_number(curl, CURLOPT_UPLOAD, 1)
        _ = curl_set_pointer(curl, CURLOPT_READDATA, Unmanaged.passUnretained(outgoing).toOpaque())
        _ = curl_set_transfer(curl, CURLOPT_READFUNCTION) { buffer, size, count, context in
            guard let buffer, let context else { return 0 }
            return Unmanaged<Outgoing>.fromOpaque(context).takeUnretainedValue().read(into: buffer, size * count)
        }
        try withExtendedLifetime(outgoing) { () throws(OutboundError) in try handle.perform(into: Received()) }
    }

    /// Neither ends a header early nor begins another.
    static func isSafe(_ text: String) -> Bool { !text.utf8.contains { $0 == 13 || $0 == 10 || $0 == 0 } }

    private static func milliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// An address as curl itself reads it, so that what is checked cannot differ from what is asked.
private struct Target {
    let url: OpaquePointer
    let host: String
    let port: String

    init(_ text: String) throws(OutboundError) {
        guard Transfer.isSafe(text), let url = curl_url() else { throw .badAddress(text) }
        guard curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK,
            let scheme = Self.part(url, CURLUPART_SCHEME), ["http", "https"].contains(scheme),
            var host = Self.part(url, CURLUPART_HOST), !host.isEmpty,
            let port = Self.part(url, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)),
            Self.part(url, CURLUPART_USER) == nil, Self.part(url, CURLUPART_PASSWORD) == nil,
            Self.part(url, CURLUPART_ZONEID) == nil
        else {
            curl_url_cleanup(url)
            throw .badAddress(text)
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        self.url = url
        self.host = host
        self.port = port
    }

    func free() { curl_url_cleanup(url) }

    private static func part(_ url: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}

/// Owns a curl handle and the lists given to it.
private final class Handle {
    let curl: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    init() throws(OutboundError) {
        guard let curl = curl_easy_init() else { throw .failed("libcurl gives no handle") }
        self.curl = curl
        _ = curl_set_number(curl, CURLOPT_NOSIGNAL, 1)
        // An environment's proxy would go around every check.
        _ = curl_set_text(curl, CURLOPT_PROXY, "")
        _ = curl_set_text(curl, CURLOPT_NOPROXY, "*")
    }

    deinit {
        curl_easy_cleanup(curl)
        for list in lists { curl_slist_free_all(list) }
    }

    func list(_ option: CURLoption, _ items: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for item in items { list = curl_slist_append(list, item) }
        guard let list else { return }
        lists.append(list)
        _ = curl_set_list(curl, option, list)
    }

    func limit(to milliseconds: Int) {
        _ = curl_set_number(curl, CURLOPT_TIMEOUT_MS, max(1, milliseconds))
        _ = curl_set_number(curl, CURLOPT_CONNECTTIMEOUT_MS, max(1, min(milliseconds, 5_000)))
    }

    func perform(into received: Received) throws(OutboundError) {
        _ = curl_set_pointer(curl, CURLOPT_WRITEDATA, Unmanaged.passUnretained(received).toOpaque())
        _ = curl_set_transfer(curl, CURLOPT_WRITEFUNCTION) { buffer, size, count, context in
            guard let buffer, let context else { return 0 }
            return Unmanaged<Received>.fromOpaque(context).takeUnretainedValue().take(buffer, size * count)
        }
        let result = withExtendedLifetime(received) { curl_easy_perform(curl) }
        switch result {
        case CURLE_OK: return
        case CURLE_OPERATION_TIMEDOUT: throw .timedOut
        case CURLE_WRITE_ERROR where received.isFull: throw .tooLarge
        default: throw .failed(String(cString: curl_easy_strerror(result)))
        }
    }

    func number(_ what: CURLINFO) -> Int {
        var number = 0
        _ = curl_get_number(curl, what, &number)
        return number
    }

    func text(_ what: CURLINFO) -> String {
        var text: UnsafeMutablePointer<CChar>?
        _ = curl_get_text(curl, what, &text)
        return text.map { String(cString: $0) } ?? ""
    }
}

/// Collects an answer as far as it is read.
private final class Received {
    private(set) var bytes: [UInt8] = []
    private(set) var isFull = false

    func take(_ buffer: UnsafeMutablePointer<CChar>, _ count: Int) -> Int {
        guard bytes.count + count <= OutboundLimits.largestAnswer else {
            isFull = true
            return 0
        }
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: count))
        return count
    }
}

/// Gives a message out piece by piece.
private final class Outgoing {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(into buffer: UnsafeMutablePointer<CChar>, _ room: Int) -> Int {
        let count = min(room, bytes.count - offset)
        UnsafeMutableRawBufferPointer(start: buffer, count: count).copyBytes(from: bytes[offset..<(offset + count)])
        offset += count
        return count
    }
}
