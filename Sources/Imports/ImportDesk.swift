import Dispatch
import FilesConnector
import Foundation
import Kernel
import Platform
import Synchronization

/// Takes files in, and sends their rows on their way: one import after the other, on a thread of its own.
public final class ImportDesk: Sendable {
    /// How far a pass is, of how many rows.
    public struct Progress: Hashable, Sendable {
        public let through: Int
        public let total: Int
    }

    private let buses: [String: CommandBus]
    private let bridge: CommandBus
    public let folder: ImportFolder
    private let currency: @Sendable () -> Currency
    private let queue = DispatchQueue(label: "tandem.imports")
    private let underWay: Mutex<[ID<ImportRun>: Progress]> = Mutex([:])
    private let failures: Mutex<[ID<ImportRun>: String]> = Mutex([:])

    /// - Parameter currency: of amounts that name none.
    public init(
        into buses: [CommandBus], bridge: CommandBus, folder: ImportFolder, currency: @escaping @Sendable () -> Currency
    ) {
        self.buses = Dictionary(buses.map { ($0.module.name, $0) }) { first, _ in first }
        self.bridge = bridge
        self.folder = folder
        self.currency = currency
    }

    /// What rows of that object become; nil when they cannot become anything.
    public func target(_ system: String, _ object: String) -> ImportTarget? {
        buses[system].flatMap { ImportTarget(system: system, object: object, in: $0.module) }
    }

    // MARK: A file

    /// Keeps the file and notes what it is to become. Refuses unreadableFile, notPermitted.
    public func take(
        _ bytes: [UInt8], named name: String, into target: ImportTarget, by actor: Actor, key: String? = nil
    ) async throws -> ID<ImportRun> {
        try check(actor, may: target)
        guard bytes.count <= ImportLimits.largestFile else {
            throw ImportFile.unreadable(
                "The file has \(bytes.count) bytes", allowed: "\(ImportLimits.largestFile >> 20) MiB at most")
        }
        try folder.make()
        let isWorkbook = Workbook.isOne(bytes)
        let arrival = "\(folder.path)/\(bridge.world.newID()).upload"
        let table = arrival + ".csv"
        defer { for path in [arrival, table] { ImportFolder.remove(path) } }
        try Data(bytes).write(to: URL(fileURLWithPath: arrival))
        if isWorkbook {
            try await Workbook.convert(arrival, to: table)
        } else {
            try Data(bytes).write(to: URL(fileURLWithPath: table))
        }
        let dialect = isWorkbook ? CSVDialect() : try ImportFile.dialect(of: bytes)
        let file = try ImportFile(path: table, dialect: dialect)
        var begin = BeginImport()
        begin.fileName = String(name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last?.prefix(200) ?? "file")
        begin.format = isWorkbook ? "xlsx" : "csv"
        begin.encoding = dialect.encoding.rawValue
        begin.delimiter = dialect.delimiter.name
        begin.digest = Digest.hexadecimal(bytes)
        begin.system = target.system
        begin.object = target.object.name
        begin.rowCount = try file.countedRows()
        let run = try bridge.run(begin, by: actor, key: key)
        ImportFolder.remove(folder.source(run))
        try FileManager.default.moveItem(atPath: table, toPath: folder.source(run))
        return run
    }

    public func file(of run: ImportRun) throws(Refusal) -> ImportFile {
        try ImportFile(path: folder.source(run.id), encoding: run.encoding, delimiter: run.delimiter)
    }

    /// Reads the file by other rules. Refuses unreadableFile, notYourImport, wrongState.
    public func reread(_ run: ImportRun, encoding: String, delimiter: String, by actor: Actor) throws {
        let file = try ImportFile(path: folder.source(run.id), encoding: encoding, delimiter: delimiter)
        try bridge.run(
            MapImport(
                run.id, encoding: file.dialect.encoding.rawValue, delimiter: file.dialect.delimiter.name,
                rowCount: file.countedRows()), by: actor)
    }

    /// What its columns are likely meant for.
    public func suggestion(for run: ImportRun) throws(Refusal) -> ImportMapping {
        if !run.mapping.isEmpty { return ImportMapping(json: run.mapping) }
        guard let target = target(run.system, run.object) else { return ImportMapping() }
        let fields = ColumnNames.suggestions(try file(of: run).header, target.fields)
        return ImportMapping(fields: fields, key: target.suggestedKey(among: fields))
    }

    // MARK: The rows

    /// Every row is run and undone. Refuses what the mapping lacks; answers when it is through, or soon.
    public func check(_ run: ImportRun, _ mapping: ImportMapping, by actor: Actor) async throws {
        let target = try known(run)
        try check(actor, may: target)
        let file = try file(of: run)
        let reasons = mapping.reasons(header: file.header, target: target)
        if !reasons.isEmpty { throw Refusal(reasons) }
        try bridge.run(
            MapImport(
                run.id, mapping: mapping.json, encoding: run.encoding, delimiter: run.delimiter,
                rowCount: run.rowCount), by: actor)
        try await begin(run.id, total: run.rowCount) { [self] in
            try pass(run.id, by: actor, isRehearsal: true)
        }
    }

    /// Brings the rows in, or goes on with it. Refuses notYourImport, wrongState.
    public func start(_ run: ImportRun, by actor: Actor) async throws {
        let isResumed = run.state == .running
        try check(actor, may: known(run))
        try bridge.run(StartImport(run.id), by: actor)
        try await begin(run.id, total: run.rowCount) { [self] in
            try pass(run.id, by: actor, isRehearsal: false, isResumed: isResumed)
        }
    }

    /// Takes back what it did, or goes on with it. Refuses notYourImport, wrongState.
    public func undo(_ run: ImportRun, by actor: Actor) async throws {
        let target = try known(run)
        guard let bus = buses[run.system] else { return }
        try bridge.run(StartUndo(run.id), by: actor)
        let total = run.created + run.updated
        try await begin(run.id, total: total) { [self] in
            try UndoPass(run: run, target: target, bus: bus, bridge: bridge, actor: actor).go { through in
                note(Progress(through: through, total: total), of: run.id)
            }
        }
    }

    /// nil when nothing of it is under way here.
    public func progress(of run: ID<ImportRun>) -> Progress? { underWay.withLock { $0[run] } }
    /// Why the last pass stopped in the middle; nil when it did not.
    public func failure(of run: ID<ImportRun>) -> String? { failures.withLock { $0[run] } }

    private func pass(_ id: ID<ImportRun>, by actor: Actor, isRehearsal: Bool, isResumed: Bool = false) throws {
        guard let run = try bridge.store.read({ try $0.find(id) }), let bus = buses[run.system] else { return }
        let pass = ImportPass(
            run: run, target: try known(run), file: try file(of: run), rejectPath: folder.rejects(id), bus: bus,
            bridge: bridge, actor: actor, currency: currency(), isRehearsal: isRehearsal, isResumed: isResumed)
        _ = try pass.go { figures in note(Progress(through: figures.total, total: run.rowCount), of: id) }
    }

    private func note(_ progress: Progress, of run: ID<ImportRun>) { underWay.withLock { $0[run] = progress } }

    /// How long whoever asked waits for short files.
    static let patience = Duration.seconds(3)

    /// Sends a pass on its way, and waits for it a little. A refusal of it is thrown when it comes in time.
    private func begin(
        _ run: ID<ImportRun>, total: Int, _ pass: @escaping @Sendable () throws -> Void
    ) async throws {
        let isNew = underWay.withLock { $0.updateValue(Progress(through: 0, total: total), forKey: run) == nil }
        guard isNew else { return }
        failures.withLock { $0[run] = nil }
        let (news, teller) = AsyncStream.makeStream(of: Void.self)
        queue.async { [self] in
            do {
                try pass()
            } catch {
                let words = (error as? Refusal)?.description ?? (error as? CSVError)?.description ?? "\(error)"
                failures.withLock { $0[run] = words }
            }
            underWay.withLock { $0[run] = nil }
            teller.finish()
        }
        let clock = Task {
            try? await Task.sleep(for: Self.patience)
            teller.finish()
        }
        for await _ in news {}
        clock.cancel()
    }

    // MARK: Rights

    private func known(_ run: ImportRun) throws(Refusal) -> ImportTarget {
        guard let target = target(run.system, run.object) else {
            throw Refusal(.notFound, "Nothing makes a \(run.object)", document: run.title, field: "object")
        }
        return target
    }

    private func check(_ actor: Actor, may target: ImportTarget) throws(Refusal) {
        guard let bus = buses[target.system], bus.access.allows(actor, target.maker.permission) else {
            throw Refusal(
                .notPermitted, "\(actor.name) may not \(target.maker.name)", document: target.object.name,
                fixedBy: "integration admin")
        }
    }
}
