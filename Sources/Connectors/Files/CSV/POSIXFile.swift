#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The system's text for an error number.
func systemText(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    var text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    if text.isEmpty { text = Array("error \(code)".utf8) }
    return String(decoding: text, as: UTF8.self)
}

/// An open file descriptor that closes itself.
struct POSIXFile: ~Copyable {
    /// Rights of a new file: its owner and group, as exports hold personal data.
    static let newFileMode: mode_t = 0o640

    private var descriptor: Int32
    let path: String

    init(reading path: String) throws(CSVError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw CSVError(.fileNotReadable(code: errno), file: path) }
    }

    /// Creates a file that must not exist yet; `finalPath` is the name errors carry.
    init(creating path: String, finalPath: String, flags: Int32 = O_CREAT | O_EXCL) throws(CSVError) {
        self.path = finalPath
        descriptor = open(path, O_WRONLY | flags | O_CLOEXEC, Self.newFileMode)
        if descriptor < 0 { throw Self.writeError(errno, finalPath) }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// Reads up to `count` bytes; 0 at the end of the file.
    func read(into target: UnsafeMutableRawPointer, count: Int) throws(CSVError) -> Int {
        while true {
            #if canImport(Glibc)
            let got = Glibc.read(descriptor, target, count)
            #else
            let got = Musl.read(descriptor, target, count)
            #endif
            if got >= 0 { return got }
            if errno != EINTR { throw CSVError(.fileNotReadable(code: errno), file: path) }
        }
    }

    func write(_ bytes: [UInt8]) throws(CSVError) {
        var written = 0
        while written < bytes.count {
            let result = bytes.withUnsafeBytes { raw -> (Int, Int32) in
                guard let base = raw.baseAddress else { return (0, EINVAL) }
                #if canImport(Glibc)
                let count = Glibc.write(descriptor, base + written, raw.count - written)
                #else
                let count = Musl.write(descriptor, base + written, raw.count - written)
                #endif
                return (count, errno)
            }
            if result.0 < 0 && result.1 == EINTR { continue }
            if result.0 <= 0 { throw Self.writeError(result.0 == 0 ? ENOSPC : result.1, path) }
            written += result.0
        }
    }

    /// Brings the bytes to the disk and closes the descriptor.
    mutating func syncAndClose() throws(CSVError) {
        guard descriptor >= 0 else { return }
        // A pipe or a device such as /dev/full has nothing to sync and answers EINVAL.
        if fsync(descriptor) != 0 && errno != EINVAL { throw Self.writeError(errno, path) }
        let closed = close(descriptor)
        descriptor = -1
        if closed != 0 && errno != EINTR { throw Self.writeError(errno, path) }
    }

    static func move(_ from: String, to path: String) throws(CSVError) {
        if rename(from, path) != 0 { throw writeError(errno, path) }
        // The new name is durable only when the folder is: sync it as well.
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if handle < 0 { throw writeError(errno, path) }
        let synced = fsync(handle) == 0 || errno == EINVAL
        let code = errno
        _ = close(handle)
        if !synced { throw writeError(code, path) }
    }

    static func remove(_ path: String) {
        _ = unlink(path)
    }

    static var processNumber: Int32 { getpid() }

    static func writeError(_ code: Int32, _ path: String) -> CSVError {
        let full = code == ENOSPC || code == EDQUOT || code == EFBIG
        return CSVError(full ? .diskFull : .fileNotWritable(code: code), file: path)
    }
}
