import Bridge
import Foundation
import Kernel
import Platform

/// Imports a CSV file by its map: each row (with its lines, where documents have them) is one command of the system,
/// run under the key `import/<map>/<key>`, many under one durable commit.
///
/// - A row that was imported before is recognised by its key and does nothing; with other content it is refused.
/// - A refused row goes to the reject file as it stood, with line, field and all reasons; the others stand.
/// - A file that is cut off or not in its encoding is found before the first write. Memory does not grow with the
///   map's main file; side tables and lines are held in memory, up to the limits that the map states.
public struct FileImport {
    public let map: FileMap
    public let bus: CommandBus
    /// Where the files of the map are.
    public let folder: String
    /// Where `<map>.rejected.csv` and `<map>.<list>.rejected.csv` are written. One of an earlier run is replaced, and
    /// removed when nothing is refused any more.
    public let rejectFolder: String
    /// Read instead of the map's own file: corrected rejects, another delivery.
    public var file: String?
    /// How many commands share one commit.
    public var batchSize = 200
    /// Runs each batch and undoes it: nothing is written but the reject file.
    public var isDryRun = false

    /// The most bytes of rows that wait for their commit.
    static let batchBytes = 8 << 20

    public init(_ map: FileMap, into bus: CommandBus, folder: String, rejectFolder: String) {
        self.map = map
        self.bus = bus
        self.folder = folder
        self.rejectFolder = rejectFolder
    }

    /// The idempotency key of a row.
    public static func key(_ map: String, _ key: String) -> String { "import/\(map)/\(key)" }

    /// How far an import is.
    public struct Progress: Hashable, Sendable {
        public let rows: Int
        public let total: Int
    }

    /// Imports all rows. `progress` is called after each commit.
    public func run(progress: (Progress) -> Void = { _ in }) throws(FileImportFailure) -> ImportSummary {
        try clearly { try runAll(progress) }
    }

    /// Turns what can go wrong below into the failures of an import.
    func clearly<T>(_ body: () throws -> T) throws(FileImportFailure) -> T {
        do {
            return try body()
        } catch let errors as FileMapErrors {
            throw .map(errors)
        } catch let error as CSVError {
            throw .file(error)
        } catch let stop as ImportStop {
            throw .store(stop.failure, soFar: stop.summary)
        } catch let error as StoreError {
            throw .store(.store(error), soFar: ImportSummary(map: map.name, file: path, isDryRun: isDryRun))
        } catch {
            throw .store(
                .store(.failed(String(describing: error))),
                soFar: ImportSummary(map: map.name, file: path, isDryRun: isDryRun))
        }
    }

    private var path: String { file ?? folder + "/" + map.table.file }

    private func command() throws(FileMapErrors) -> any Command.Type {
        guard case .command(let system, let name) = map.target, system == bus.module.name,
            let command = bus.module.command(name)
        else {
            throw FileMapErrors([
                FileMapError(
                    map: map.path, line: 1, "the map '\(map.name)' does not import into \(bus.module.name)",
                    allowed: "a map with into: \(bus.module.name) and one of its commands")
            ])
        }
        return command
    }

    /// The files of the map, found whole, and an empty batch to take their rows.
    func opened() throws -> (documents: DocumentReader, batch: ImportBatch) {
        let command = try command()
        let documents = try DocumentReader(map, folder: folder, file: file)
        let total = try documents.checkWhole()
        try? FileManager.default.createDirectory(atPath: rejectFolder, withIntermediateDirectories: true)
        let rejects = try RejectFile(path: rejectPath(), for: try documents.main.makeReader())
        let finder = RecordFinder(store: bus.store, module: bus.module)
        let summary = ImportSummary(map: map.name, file: path, isDryRun: isDryRun)
        let batch = ImportBatch(self, documents, command, rejects, summary, total: total)
        documents.find = { [unowned batch] reference, text in
            let found = try finder.find(reference, text)
            // The record may be of a row just before this one, whose commit is still to come.
            guard found == .none, try batch.commit() else { return found }
            return try finder.find(reference, text)
        }
        return (documents, batch)
    }

    private func runAll(_ progress: (Progress) -> Void) throws -> ImportSummary {
        let (documents, batch) = try opened()
        var reader = try documents.main.makeReader()
        while true {
            var fault: CSVError?
            do throws(CSVError) {
                guard try reader.next() else { break }
            } catch {
                if error.isFatal { throw error }
                fault = error
            }
            let (line, original) = (reader.row.lineNumber, RejectFile.original(reader.row))
            try batch.take(documents.main.cells(reader.row), original, fault, line: line)
            if batch.isFull {
                try batch.commit()
                progress(Progress(rows: batch.summary.read, total: batch.total))
            }
        }
        try close(batch, documents)
        progress(Progress(rows: batch.summary.read, total: batch.total))
        return batch.summary
    }

    /// Commits the rest and gives the reject files their names.
    func close(_ batch: ImportBatch, _ documents: DocumentReader) throws {
        try batch.finish()
        for detail in documents.details { try rejectLines(detail, &batch.summary) }
    }

    func rejectPath(_ list: String? = nil) -> String {
        rejectFolder + "/" + map.name + (list.map { ".\($0)" } ?? "") + ".rejected.csv"
    }

    /// Lines whose document is missing or was refused, so that both can be corrected and imported together.
    private func rejectLines(_ detail: DetailRows, _ summary: inout ImportSummary) throws {
        let path = rejectPath(detail.spec.list)
        var rejects = try RejectFile(path: path, for: try detail.table.makeReader())
        let read = try detail.rejected(header: map.table.file) { row, reason throws(CSVError) in
            summary.linesRejected += 1
            summary.count(reason)
            try rejects.add(row, line: row.lineNumber, field: reason.field ?? "", reason: reason.sentence)
        }
        summary.linesRead += read
        if try rejects.finish() > 0 { summary.rejectFiles.append(path) } else { removeOld(path) }
    }

    /// The rejects of an earlier run are no longer true. Never removes what is being imported.
    func removeOld(_ path: String) {
        guard path != self.path else { return }
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// A failure below the business, with what had been done by then.
struct ImportStop: Error {
    let failure: CommandFailure
    let summary: ImportSummary
}

extension Reason {
    /// The reason without its place in the file, which has columns of its own.
    var sentence: String {
        var text = message
        if let allowed, !allowed.isEmpty { text += " (allowed: \(allowed))" }
        if let fixedBy { text += " — \(fixedBy) can fix this" }
        return text
    }
}
