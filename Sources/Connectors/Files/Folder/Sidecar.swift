import Foundation

/// A small CSV file of our own beside the data, replaced whole or not at all: what was seen, which keys were used.
struct Sidecar {
    let path: String

    /// The rows without the header; none when the file does not exist yet.
    func read() throws(CSVError) -> [[String]] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        var reader = try CSVReader(path: path, dialect: CSVDialect())
        var rows: [[String]] = []
        while try reader.next() {
            var cells: [String] = []
            for index in 0..<reader.row.count { cells.append(reader.row.text(index)) }
            rows.append(cells)
        }
        return rows
    }

    func write(_ header: [String], _ rows: some Sequence<[String]>) throws(CSVError) {
        var options = CSVWriter.Options()
        options.losslessForMachines = true
        var writer = try CSVWriter(path: path, dialect: CSVDialect(), options: options)
        try writer.writeRow(header)
        for row in rows { try writer.writeRow(row) }
        try writer.finish()
    }

    /// Size and time of last change of a file, as one text; nil when there is no such file. A file that is changed
    /// without a change of either is taken as unchanged.
    static func stamp(of path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return "\(status.st_size):\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec):\(status.st_ino)"
    }
}
