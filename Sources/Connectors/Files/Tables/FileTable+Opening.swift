import Bridge

extension FileTable {
    /// How many bytes are looked at to find out how a file is written.
    static let sampleBytes = 64 << 10

    /// What the map says of the file, and for the rest what its first bytes say.
    func dialect(at path: String) throws(CSVError) -> CSVDialect {
        let sample = try Self.firstBytes(of: path)
        let mark = encoding?.byteOrderMark ?? []
        let marked = sample.starts(with: mark) ? sample : mark + sample
        var dialect: CSVDialect
        if let encoding, let delimiter {
            dialect = CSVDialect(delimiter: delimiter, encoding: encoding)
        } else {
            dialect = try CSVDialect.detect(marked, mayBeWindows1252: encoding == .windows1252, file: path)
            if let encoding, !(encoding.isUTF8 && dialect.encoding.isUTF8) { dialect.encoding = encoding }
            if let delimiter { dialect.delimiter = delimiter }
        }
        dialect.hasHeader = columns.isEmpty
        return dialect
    }

    func reader(at path: String, _ dialect: CSVDialect) throws(CSVError) -> CSVReader {
        var options = CSVReader.Options()
        if !columns.isEmpty { options.expectedFieldCount = columns.count }
        return try CSVReader(path: path, dialect: dialect, options: options)
    }

    private static func firstBytes(of path: String) throws(CSVError) -> [UInt8] {
        let file = try POSIXFile(reading: path)
        let scratch = UnsafeMutableRawPointer.allocate(byteCount: sampleBytes, alignment: 1)
        defer { scratch.deallocate() }
        var count = 0
        while count < sampleBytes {
            let got = try file.read(into: scratch + count, count: sampleBytes - count)
            if got == 0 { break }
            count += got
        }
        return Array(UnsafeRawBufferPointer(start: scratch, count: count))
    }

    /// Where the named columns are in this header: by name, by alias, or by either with other capitals and spaces.
    /// `lines` are the lines of the map that name them, for the errors.
    func positions(
        of lines: [String: Int], in header: [String], map: String
    ) -> (positions: [String: Int], errors: [FileMapError]) {
        var positions: [String: Int] = [:]
        var errors: [FileMapError] = []
        let folded = header.map { $0.withoutSpaces.lowercased() }
        for (name, line) in lines.sorted(by: { $0.key < $1.key }) {
            let names = [name] + (aliases[name] ?? [])
            var found = header.indices.filter { names.contains(header[$0]) }
            if found.isEmpty {
                let wanted = names.map { $0.withoutSpaces.lowercased() }
                found = header.indices.filter { wanted.contains(folded[$0]) }
            }
            if found.count == 1 {
                positions[name] = found[0]
            } else if found.isEmpty {
                let guess = closest(to: name, among: header).map { "; did you mean '\($0)'?" } ?? ""
                errors.append(
                    FileMapError(
                        map: map, line: line, "\(file) has no column '\(name)'\(guess)",
                        allowed: header.joined(separator: ", ")))
            } else {
                errors.append(
                    FileMapError(
                        map: map, line: line, "\(file) has \(found.count) columns that could be '\(name)'",
                        allowed: "one of \(found.map { header[$0] }.joined(separator: ", "))"))
            }
        }
        return (positions, errors)
    }
}
