import Bridge
import ERP
import FilesConnector
import Foundation
import Kernel
import Platform
import StoreSQLite
import Suite
import Testing

@Suite("Files that are not what they should be")
struct BadFileTests {
    private let home = TemporaryHome()
    private let map = """
        map: customers
        file: Customers.csv
        into: erp
        command: customer.import
        key: Number
        fields:
          number: Number
          legalName: Name
          email: Email
        """

    private func importing(_ bytes: [UInt8], into company: ScenarioCompany) throws -> FileImport {
        try FileManager.default.createDirectory(atPath: home.path, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: home.file("Customers.csv")))
        let map = try FileMapParser.parse(map, path: "customers.yaml", modules: [ERP.module])
        return FileImport(map, into: company.suite.erp, folder: home.path, rejectFolder: home.file("rejects"))
    }

    /// What the import stops with; nothing may have been written by it.
    private func stop(_ bytes: [UInt8]) async throws -> CSVError {
        let company = try await ScenarioCompany()
        let job = try importing(bytes, into: company)
        let before = try company.rowCounts()
        let failure = #expect(throws: FileImportFailure.self) { try job.run() }
        #expect(try company.rowCounts() == before)
        #expect(try company.suite.verify().isEmpty)
        guard case .file(let error)? = failure else { throw Program.Failed(text: "stopped for another reason") }
        return error
    }

    @Test("a malformed row is told with its line and reasons, and the others stand")
    func malformed() async throws {
        let company = try await ScenarioCompany()
        let text = "Number,Name,Email\nC-1,Dock & Sons,a@dock.example\nC-2,too few\nC-3,\"open\"x,b@c.example\n"
        let summary = try importing(Array(text.utf8), into: company).run()
        #expect((summary.read, summary.imported, summary.rejected) == (3, 1, 2))
        #expect(summary.causes.map(\.code).contains(.malformedRow))
        let example = try #require(summary.causes.first { $0.example.line == 3 }?.example)
        #expect(example.document?.hasSuffix("Customers.csv") == true)
        #expect(example.description.contains("has 2 fields, expected 3"))
        let rejected = try String(contentsOfFile: home.file("rejects/customers.rejected.csv"), encoding: .utf8)
        #expect(rejected.contains("C-2,too few"))
        #expect(!rejected.contains("C-1,"))
        #expect(try company.rowCounts()["erp.customer"] == 2)
    }

    @Test("half a file is found before the first row is written")
    func half() async throws {
        let error = try await stop(Array("Number,Name,Email\nC-1,Dock,a@b.example\nC-2,\"Pier and".utf8))
        #expect(error.kind == .unterminatedQuote)
        #expect(error.line == 3)
        #expect(error.description.contains("Customers.csv") && error.description.contains("Whoever "))
    }

    @Test("a file in another encoding is found before the first row is written")
    func wrongEncoding() async throws {
        let (start, end) = ("Number,Name,Email\nC-1,M", "ori Boats,a@b.example\n")
        let error = try await stop(Array(start.utf8) + [0xE4] + Array(end.utf8))
        #expect(error.kind == .wrongEncoding(byteOffset: start.utf8.count))
        #expect(error.line == 2)
        #expect(error.description.contains("Customers.csv") && error.description.contains("Whoever "))
    }

    @Test("a recipe with an unknown field names file, line and what there is")
    func recipe() throws {
        let path = packageRoot + "/Recipes/item.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
            .replacing("{ erp: lifecycle, crm: lifecycle,", with: "{ erp: lifecicle, crm: lifecycle,")
        let wrong = try #require(text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
            $0.contains("lifecicle")
        })
        let errors = #expect(throws: RecipeErrors.self) {
            try RecipeFolder(
                files: [("item.yaml", text)], catalog: SuiteCatalog.readable, writable: SuiteCatalog.writable)
        }
        let error = try #require(errors?.errors.first)
        #expect((error.file, error.line) == ("item.yaml", wrong + 1))
        #expect(error.description.contains("lifecicle"))
        #expect(error.description.contains("lifecycle"))
    }

    @Test("a database of a newer program is refused and stays as it is")
    func newerDatabase() throws {
        _ = try SQLiteStore.open(ERP.module, in: home.path)
        let file = home.file("erp.sqlite")
        _ = try Program.sqlite(file, "PRAGMA user_version = 99")
        let tables = try Program.sqlite(file, "SELECT sql FROM sqlite_master ORDER BY name")
        let error = #expect(throws: StoreError.self) { try SQLiteStore.open(ERP.module, in: home.path) }
        guard case .newerVersion(let found, let known, let named)? = error else {
            Issue.record("it was opened, or refused for another reason: \(String(describing: error))")
            return
        }
        #expect((found, known, named) == (99, ERP.module.schemaVersion, file))
        #expect(error?.description.contains("use that version or a newer one, nothing was changed") == true)
        #expect(try Program.sqlite(file, "SELECT sql FROM sqlite_master ORDER BY name") == tables)
    }
}
