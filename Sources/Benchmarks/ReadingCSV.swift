import FilesConnector

/// How fast a CSV file is parsed and its fields are read as what they are.
struct ReadingCSV {
    private let options: BenchmarkOptions
    private let progress: @Sendable (String) -> Void
    private var rows: Int { options.sizes.rowsOfCSV }

    init(_ options: BenchmarkOptions, _ progress: @escaping @Sendable (String) -> Void) {
        self.options = options
        self.progress = progress
    }

    func measure() throws -> [Figure] {
        progress("csv: \(rows) rows of 8 fields")
        let bytes = Self.sample(rows: rows)
        var rates: [Double] = []
        for _ in 0..<max(options.runs, 3) {
            let watch = Stopwatch()
            let sum = try Self.read(bytes)
            rates.append(Double(rows) / watch.seconds)
            guard sum.rows == rows, sum.quantity == Int64(rows) * 3 else {
                throw BenchmarkFailure("the CSV reader read something else: \(sum)")
            }
        }
        let megabytes = Double(bytes.count) / Double(rows)
        return [
            Figure("csv.rate", "CSV: rows parsed and typed", rates, unit: "rows/s", bar: .atLeast(1_000_000)),
            Figure("csv.throughput", "CSV: in megabytes", rates.map { $0 * megabytes / 1e6 }, unit: "MB/s"),
        ]
    }

    /// Order lines: two texts, two dates with one time, a whole number, two decimals, a quoted text.
    private static func sample(rows: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows * 96)
        bytes += Array("order,item,placed,due,quantity,price,discount,note\r\n".utf8)
        for row in 0..<rows {
            let day = 10 + row % 19
            bytes += Array("SO-\(100_000 + row),PMP-\(row % 997),2026-01-\(day) 09:30:00,2026-02-\(day),".utf8)
            bytes += Array("\(1 + row % 2 * 4),\(row % 900 + 10).95,0.125,\"pump, bilge\"\r\n".utf8)
        }
        return bytes
    }

    private static func read(_ bytes: [UInt8]) throws -> (rows: Int, quantity: Int64, price: Int128, days: Int) {
        var reader = try CSVReader(bytes: bytes, dialect: CSVDialect())
        var sum = (rows: 0, quantity: Int64(0), price: Int128(0), days: 0)
        while try reader.next() {
            sum.rows += 1
            guard let placed = reader.row.date(2), let due = reader.row.date(3), let quantity = reader.row.integer(4),
                let price = reader.row.decimalMicros(5), let discount = reader.row.decimalMicros(6)
            else { throw BenchmarkFailure("row \(sum.rows) is not typed as it was written") }
            sum.quantity += quantity
            sum.price += price - discount
            sum.days += due.2 - placed.2
            if reader.row.text(0).utf8.count + reader.row.text(1).utf8.count + reader.row.text(7).utf8.count == 0 {
                throw BenchmarkFailure("row \(sum.rows) has no texts")
            }
        }
        return sum
    }
}
