import Glibc

/// A resolved address, and whether our requests may go to it.
struct NetworkAddress: Hashable {
    typealias Resolver = @Sendable (_ host: String) throws(OutboundError) -> [NetworkAddress]

    /// 4 or 16.
    let bytes: [UInt8]

    /// As `inet_ntop` writes it.
    var text: String {
        var buffer = [CChar](repeating: 0, count: 64)
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard bytes.withUnsafeBytes({ inet_ntop(family, $0.baseAddress, &buffer, 64) }) != nil else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// From a literal, without asking anybody.
    init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: six) { Array($0) }
        } else {
            return nil
        }
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// All addresses of a name.
    static func resolve(_ host: String) throws(OutboundError) -> [NetworkAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { throw .unknownHost(host) }
        defer { freeaddrinfo(list) }
        var found: [NetworkAddress] = []
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            guard let address = entry.pointee.ai_addr else { continue }
            let offset: Int
            let count: Int
            switch entry.pointee.ai_family {
            case AF_INET: (offset, count) = (4, 4)
            case AF_INET6: (offset, count) = (8, 16)
            default: continue
            }
            let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(address) + offset, count: count)
            let one = NetworkAddress(bytes: Array(bytes))
            if !found.contains(one) { found.append(one) }
        }
        guard !found.isEmpty else { throw .unknownHost(host) }
        return found
    }

    func isAllowed(by policy: OutboundPolicy) -> Bool {
        if bytes.count == 4 { return Self.isPublic(bytes) || (policy.allowsLoopback && bytes[0] == 127) }
        if let inner = fourWithin { return NetworkAddress(bytes: inner).isAllowed(by: policy) }
        if policy.allowsLoopback, isLoopbackSix { return true }
        // Global unicast only, without what is set aside within it.
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        if bytes[0] == 0x20, bytes[1] == 0x01, bytes[2] == 0x0D, bytes[3] == 0xB8 { return false }
        return !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 0x02)
    }

    private var isLoopbackSix: Bool { bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1 }

    /// The IPv4 address that an IPv6 one leads to: mapped, compatible, NAT64, 6to4.
    private var fourWithin: [UInt8]? {
        let start = bytes.prefix(10).allSatisfy { $0 == 0 }
        if start, bytes[10] == 0xFF, bytes[11] == 0xFF { return Array(bytes[12...]) }
        if start, bytes[10] == 0, bytes[11] == 0, !isLoopbackSix { return Array(bytes[12...]) }
        if Array(bytes.prefix(12)) == [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] { return Array(bytes[12...]) }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return Array(bytes[2..<6]) }
        return nil
    }

    /// What IANA's registry of special addresses does not keep for itself.
    private static func isPublic(_ four: [UInt8]) -> Bool {
        switch (four[0], four[1], four[2]) {
        case (0, _, _), (10, _, _), (127, _, _): false
        case (100, 64...127, _): false
        case (169, 254, _): false
        case (172, 16...31, _): false
        case (192, 0, 0), (192, 0, 2), (192, 168, _), (192, 88, 99): false
        case (198, 18...19, _), (198, 51, 100), (203, 0, 113): false
        case (224..., _, _): false
        default: true
        }
    }
}
