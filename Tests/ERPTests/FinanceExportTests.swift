import Foundation
import Kernel
import Platform
import Testing

@testable import ERP

/// Programs that know nothing of Tandem read its ledger and come to the same balances.
/// Precondition: `apt-get install -y hledger beancount`. A missing judge fails the test; it is never skipped.
@Suite struct FinanceExportTests {
    private func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    private func file(_ text: String, _ ending: String) throws -> String {
        let path = NSTemporaryDirectory() + "tandem-ledger-\(UUID().uuidString).\(ending)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func story(_ seed: UInt64) throws -> FinanceHouse {
        let house = try FinanceHouse()
        var story = RandomStory(seed: seed, house: house)
        try story.live(days: 40)
        var odd = PostJournal(memo: "A \"quoted\" memo; with a semicolon\nand two lines", lines: [])
        odd.lines = [
            JournalLineInput(account: "6010", debit: try kiwi("12.34")),
            JournalLineInput(account: "1000", credit: try kiwi("12.34")),
        ]
        try house.run(odd)
        return house
    }

    @Test func hledgerComesToTheSameBalances() throws {
        let house = try story(11)
        var text = ""
        try house.read { try LedgerExport.hledger(from: $0) { text += $0 } }
        let path = try file(text, "journal")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let check = try run("hledger", ["-f", path, "check", "--strict"])
        #expect(check.status == 0, "hledger says: \(check.output)")
        let answer = try run("hledger", ["-f", path, "balance", "--flat", "--no-total", "-E", "-O", "csv"])
        #expect(answer.status == 0, "hledger says: \(answer.output)")
        var theirs: [String: String] = [:]
        for line in answer.output.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",").map { String($0).replacing("\"", with: "") }
            if cells.count == 2 { theirs[cells[0]] = cells[1] }
        }
        try house.read { session in
            let paths = try session.all(Select<LedgerAccount>())
            for account in try TrialBalance.over(in: session).accounts {
                let path = try #require(paths.first { $0.code == account.code }?.path)
                let ours = account.balance.isZero ? "0" : account.balance.description
                let found = theirs[path] ?? "0"
                #expect(found == ours || (account.balance.isZero && found.hasPrefix("0")), "\(path)")
            }
        }
        try house.expectSoundBooks()
    }

    @Test func beancountFindsNothingWrong() throws {
        let house = try story(12)
        var text = ""
        try house.read { try LedgerExport.beancount(from: $0) { text += $0 } }
        let receivable = try house.balance(.receivable)
        let tomorrow = house.clock.day.adding(days: 1)
        text += "\(tomorrow) balance Assets:Receivable \(receivable) NZD\n"
        let path = try file(text, "beancount")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let check = try run("bean-check", [path])
        #expect(check.status == 0 && check.output.isEmpty, "bean-check says: \(check.output)")
    }
}
