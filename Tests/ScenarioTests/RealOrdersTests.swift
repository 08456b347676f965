import Foundation
import PostgresRig
import Testing

extension ProgramTests {
    /// The real manufacturer's orders through the program itself, in files and on a server: minutes of work.
    @Suite("Real orders on both stores")
    struct RealOrdersTests {
        private static let data = ScenarioPlace.root + "/../shared/data/adventureworks"
        private static let isWanted =
            ProcessInfo.processInfo.environment["TANDEM_LONG"] != nil
            && FileManager.default.fileExists(atPath: data + "/SalesOrderHeader.csv")

        @Test("the same JSON, times aside", .enabled(if: isWanted, "only with TANDEM_LONG, and where the files are"))
        func same() throws {
            let (files, served) = (TemporaryHome(), TemporaryHome())
            let store = try ServedCompany.server.get().address(PostgresRig.freshName())
            let inFiles = try result(files, [])
            let onServer = try result(served, ["--store", store])
            #expect(inFiles == onServer)
            #expect(inFiles.contains(#""orders":"#) && inFiles.contains(#""unexplainedCents":0,"#))
        }

        /// The last line, without what is of one run only: its folder and its times.
        private func result(_ home: TemporaryHome, _ store: [String]) throws -> String {
            let demo = try Program.run(
                Program.path, ["demo", "--data", Self.data, "--json", "--home", home.path] + store)
            #expect(demo.code == 0, "\(demo.complaint)")
            let line = demo.output.split(separator: "\n").last.map(String.init) ?? ""
            return line.replacing(home.path, with: "HOME").replacing(/"(replaySeconds|seconds)":[0-9.]+/) { _ in "" }
        }
    }
}
