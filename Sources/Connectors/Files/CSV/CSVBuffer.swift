/// The bytes of a CSV file, one window at a time, always as UTF-8. Its size depends on the longest record, not on
/// the file. Eight readable bytes follow the end, so that the scanner may load whole words.
struct CSVBuffer: ~Copyable {
    static let slackBytes = 8

    private(set) var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var end = 0
    private(set) var atEnd = false
    /// Where in the source the byte at index 0 comes from.
    private var sourceOffset = 0
    private let encoding: CSVEncoding
    private let chunkBytes: Int
    private let file: POSIXFile?
    private let memory: [UInt8]
    private var memoryPosition = 0
    /// Bytes as they come from the source; used only by encodings that have to be transcoded.
    private var undecoded: [UInt8] = []
    private var undecodedCount = 0

    init(file: consuming POSIXFile?, memory: [UInt8], encoding: CSVEncoding, chunkBytes: Int) {
        self.file = file
        self.memory = memory
        self.encoding = encoding
        self.chunkBytes = max(chunkBytes, 1)
        capacity = self.chunkBytes * (encoding.isUTF8 ? 2 : CSVTranscoder.expansion + 1) + 16
        base = .allocate(capacity: capacity + Self.slackBytes)
        base.initialize(repeating: 0, count: capacity + Self.slackBytes)
        // Half a surrogate pair may be left over from the chunk before.
        if !encoding.isUTF8 { undecoded = [UInt8](repeating: 0, count: self.chunkBytes + 4) }
    }

    deinit {
        base.deallocate()
    }

    /// The offset in the file of the byte at `index`.
    func byteOffset(of index: Int) -> Int {
        sourceOffset + CSVTranscoder.sourceWidth(UnsafeBufferPointer(start: base, count: index), encoding)
    }

    /// Drops everything before `keep` and reads one chunk more. The byte at `keep` moves to index 0.
    mutating func refill(keep: Int) throws(CSVError) {
        sourceOffset = byteOffset(of: keep)
        let kept = end - keep
        let room = chunkBytes * (encoding.isUTF8 ? 1 : CSVTranscoder.expansion) + 16
        if kept + room > capacity {
            let larger = max(capacity * 2, kept + room)
            let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Self.slackBytes)
            moved.initialize(repeating: 0, count: larger + Self.slackBytes)
            moved.update(from: base + keep, count: kept)
            base.deallocate()
            base = moved
            capacity = larger
        } else if keep > 0 {
            base.update(from: base + keep, count: kept)
        }
        end = kept
        if encoding.isUTF8 {
            let got = try read(into: UnsafeMutableRawPointer(base + end), count: chunkBytes)
            end += got
            atEnd = got == 0
        } else {
            try refillDecoding()
        }
    }

    private mutating func refillDecoding() throws(CSVError) {
        let wanted = chunkBytes
        let got = try readUndecoded(count: wanted)
        undecodedCount += got
        atEnd = got == 0
        let (last, count, target, from) = (atEnd, undecodedCount, base + end, encoding)
        let result = undecoded.withUnsafeBytes { raw in
            CSVTranscoder.decode(UnsafeRawBufferPointer(rebasing: raw[..<count]), from, atEnd: last, to: target)
        }
        end += result.written
        let rest = undecodedCount - result.used
        for index in 0..<rest { undecoded[index] = undecoded[result.used + index] }
        undecodedCount = rest
    }

    private mutating func readUndecoded(count: Int) throws(CSVError) -> Int {
        // A plain array cannot hand out its storage through a typed throw; read into scratch memory instead.
        let scratch = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 1)
        defer { scratch.deallocate() }
        let got = try read(into: scratch, count: count)
        let (offset, source) = (undecodedCount, UnsafeRawBufferPointer(start: scratch, count: got))
        undecoded.withUnsafeMutableBytes { raw in
            UnsafeMutableRawBufferPointer(rebasing: raw[offset...]).copyMemory(from: source)
        }
        return got
    }

    private mutating func read(into target: UnsafeMutableRawPointer, count: Int) throws(CSVError) -> Int {
        if file != nil { return try readFile(into: target, count: count) }
        let got = min(count, memory.count - memoryPosition)
        let position = memoryPosition
        memory.withUnsafeBytes { raw in
            if let start = raw.baseAddress, got > 0 { target.copyMemory(from: start + position, byteCount: got) }
        }
        memoryPosition += got
        return got
    }

    private borrowing func readFile(into target: UnsafeMutableRawPointer, count: Int) throws(CSVError) -> Int {
        switch file {
        case .some(let open): return try open.read(into: target, count: count)
        case .none: return 0
        }
    }
}
