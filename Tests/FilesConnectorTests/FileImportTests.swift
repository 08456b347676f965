import Foundation
import Kernel
import Platform
import Testing

@testable import FilesConnector

@Suite("Importing a file") struct FileImportTests {
    let harbour: Harbour
    init() throws { harbour = try Harbour() }

    @Test func eachRowBecomesACommand() throws {
        try harbour.put(
            "Customers.csv",
            customerHeader + "C1,Harbour Marine,Nelson,1000.555,3/4/2019,A\nC2,\"Dock, Sons\",,250,,X\n")
        let summary = try harbour.job(customerMap).run()
        #expect((summary.read, summary.imported, summary.rejected) == (2, 2, 0))
        #expect(summary.isClean && summary.rejectFiles.isEmpty)
        let customers = try harbour.customers
        #expect(customers[0].creditLimit.description == "1000.56 NZD")
        #expect(customers[0].since?.description == "2019-04-03")
        #expect(customers[0].isActive)
        #expect(customers[1].name == "Dock, Sons")
        #expect(customers[1].city == "Tauranga")
        #expect(customers[1].since == nil && !customers[1].isActive)
        #expect(!harbour.exists("rejects/customers.rejected.csv"))
    }

    @Test func aSecondImportDoesNothingAndAChangedRowIsToldApart() throws {
        try harbour.put("Customers.csv", customerHeader + "C1,Harbour Marine,,1,,A\nC2,Dock,,1,,A\n")
        let job = try harbour.job(customerMap)
        _ = try job.run()
        let again = try job.run()
        #expect((again.imported, again.alreadyThere, again.changed) == (0, 2, 0))
        try harbour.put("Customers.csv", customerHeader + "C1,Harbour Marine,,1,,A\nC2,Dock,,2,,A\nC3,Pier,,3,,A\n")
        let third = try job.run()
        #expect((third.imported, third.alreadyThere, third.changed, third.rejected) == (1, 1, 1, 0))
        #expect(third.causes.first?.code == .changedSinceImport)
        #expect(try harbour.customers.map(\.creditLimit.minorUnits) == [100, 100, 300])
        let rejected = try harbour.text("rejects/customers.rejected.csv")
        #expect(rejected.contains("C2,Dock,,2,,A,3,Number,\"changed since it was imported"))
    }

    @Test func everyReasonIsInTheRejectFileAndTheRestStands() throws {
        try harbour.put(
            "Customers.csv",
            customerHeader + """
                C1,Harbour Marine,,1,,A
                C2,Atlas,Atlantis,-5,,A
                C3,,Nelson,12x,31/2/2020,Q
                C4,too,few
                C5,"open"x,Nelson,1,,A
                C1b,A name that is longer than the forty characters it may have,,1,,A
                ,No key,,1,,A
                C8,Pier,,8,,A
                """)
        let summary = try harbour.job(customerMap).run()
        #expect((summary.read, summary.imported, summary.rejected) == (8, 2, 6))
        #expect(try harbour.customers.map(\.number) == ["C1", "C8"])
        let lines = try harbour.text("rejects/customers.rejected.csv").components(separatedBy: "\r\n")
        #expect(lines[0] == "Number,Name,City,Limit,Since,Active,error_line,error_field,error")
        #expect(
            lines[1] == "C2,Atlas,Atlantis,-5,,A,3,\"City, Limit\",nobody delivers to Atlantis (allowed: a port) "
                + "— sales can fix this; a limit is not below zero (allowed: 0 or more) — finance can fix this")
        #expect(lines[2].hasPrefix("C3,,Nelson,12x,31/2/2020,Q,4,\"Limit, Since, Active, Name\","))
        #expect(lines[2].contains("'Q' is not in the values of isActive (allowed: A, X) — sender of the file can"))
        #expect(lines[3].hasPrefix("C4,too,few,5,,") && lines[3].contains("has 3 fields, expected 6"))
        #expect(lines[4].hasPrefix("C5,\"open\"x,Nelson,1,,A,6,Name,"))
        #expect(lines[5].contains(",7,Name,'name' has 59 characters"))
        #expect(lines[6].contains(",8,Number,the row has no key") || lines[6].contains(",8,\"Number"))
        #expect(summary.text.contains("8 rows") && summary.text.contains("6 rejected"))
        let first = "2 × invalidValue in Limit, first: Customers.csv, line 3, Limit: a limit is not below zero"
        #expect(summary.text.contains(first))
        #expect(summary.causes.contains { $0.code == .malformedRow && $0.field == "Name" })
        #expect(summary.causes.contains { $0.code == .blankKey && $0.field == "Number" })
        let json = try JSON(parsing: summary.json)
        #expect(json["rejected"]?.integer == 6 && json["causes"]?.array?.isEmpty == false)
    }

    @Test func correctedRejectsAreImportedFromTheirFile() throws {
        try harbour.put("Customers.csv", customerHeader + "C1,Harbour Marine,Atlantis,1,,A\nC2,Dock,,1,,A\n")
        var job = try harbour.job(customerMap)
        _ = try job.run()
        let path = harbour.folder + "/rejects/customers.rejected.csv"
        let corrected = try harbour.text("rejects/customers.rejected.csv").replacing("Atlantis", with: "Nelson")
        try harbour.put("rejects/customers.rejected.csv", corrected)
        job.file = path
        let summary = try job.run()
        #expect((summary.read, summary.imported) == (1, 1))
        #expect(try harbour.customers.map(\.city) == ["Nelson", "Tauranga"])
        #expect(FileManager.default.fileExists(atPath: path))
        job.file = nil
        try harbour.put("Customers.csv", customerHeader + "C2,Dock,,1,,A\n")
        _ = try job.run()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aDeathBetweenCommitsLosesAndDoublesNothing() throws {
        let rows = (1...25).map { "C\(100 + $0),Customer \($0),,\($0),,A" }.joined(separator: "\n")
        try harbour.put("Customers.csv", customerHeader + rows)
        var job = try harbour.job(customerMap)
        job.batchSize = 10
        harbour.dieAfter(commits: 1)
        let failure = #expect(throws: FileImportFailure.self) { try job.run() }
        guard case .store(_, let soFar)? = failure else {
            Issue.record("the store should have failed")
            return
        }
        #expect(soFar.imported == 10)
        #expect(try harbour.customers.count == 10)
        harbour.dieAfter(commits: nil)
        var heard: [FileImport.Progress] = []
        let summary = try job.run { heard.append($0) }
        #expect((summary.imported, summary.alreadyThere) == (15, 10))
        #expect(try harbour.customers.count == 25)
        #expect(heard.map(\.rows) == [10, 20, 25] && heard.allSatisfy { $0.total == 25 })
    }

    @Test(arguments: [1, 2, 3, 7, 8]) func aBatchMayEndAnywhere(size: Int) throws {
        try harbour.put(
            "Customers.csv",
            customerHeader + (1...7).map { "C\($0),Customer \($0),\($0 % 3 == 0 ? "Atlantis" : ""),1,,A\n" }.joined())
        var job = try harbour.job(customerMap)
        job.batchSize = size
        let summary = try job.run()
        #expect((summary.imported, summary.rejected) == (5, 2))
        let lines = try harbour.text("rejects/customers.rejected.csv").split(separator: "\r\n")
        #expect(lines.map { $0.prefix(2) } == ["Nu", "C3", "C6"])
    }

    @Test func aDryRunWritesNothing() throws {
        try harbour.put("Customers.csv", customerHeader + "C1,Harbour Marine,,1,,A\nC2,,,1x,,A\nC3,A,Atlantis,,,\n")
        var job = try harbour.job(customerMap)
        job.isDryRun = true
        let summary = try job.run()
        #expect((summary.imported, summary.rejected) == (1, 2))
        #expect(try harbour.customers.isEmpty)
        #expect(try harbour.text("rejects/customers.rejected.csv").contains("nobody delivers to Atlantis"))
        #expect(summary.text.contains("1 would be imported") && summary.text.contains("nothing was written"))
    }

    @Test func halfAFileIsRefusedBeforeTheFirstWrite() throws {
        try harbour.put("Customers.csv", customerHeader + "C1,Harbour Marine,,1,,A\nC2,\"Dock")
        let job = try harbour.job(customerMap)
        let failure = #expect(throws: FileImportFailure.self) { try job.run() }
        let text = failure.map(String.init(describing:)) ?? ""
        #expect(text.contains("Customers.csv:3") && text.contains("the file is cut off or a quote is missing"))
        #expect(text.contains("Whoever sends the file must send it whole"))
        #expect(try harbour.customers.isEmpty)
        #expect(!harbour.exists("rejects/customers.rejected.csv"))
    }

    @Test func emptyAndMissingFilesSaySo() throws {
        let job = try harbour.job(customerMap)
        let missing = #expect(throws: FileImportFailure.self) { try job.run() }
        #expect(String(describing: missing).contains("cannot be read"))
        try harbour.put("Customers.csv", "")
        let empty = #expect(throws: FileImportFailure.self) { try job.run() }
        #expect(String(describing: empty).contains("the file is empty, but a header row is expected"))
        try harbour.put("Customers.csv", customerHeader)
        #expect(try job.run().read == 0)
    }

    @Test func anotherEncodingIsFoundOrRefused() throws {
        let latin = Array((customerHeader + "C1,Caf").utf8) + [0xE9] + Array(",,1,,A\n".utf8)
        try harbour.put("Customers.csv", latin)
        let job = try harbour.job(customerMap)
        let failure = #expect(throws: FileImportFailure.self) { try job.run() }
        let text = failure.map(String.init(describing:)) ?? ""
        #expect(text.contains("Customers.csv:2: wrong encoding at byte offset"))
        #expect(text.contains("windows-1252 when the map says so"))
        #expect(try harbour.customers.isEmpty)
        _ = try harbour.job(customerMap + "\nencoding: windows-1252").run()
        #expect(try harbour.customers.map(\.name) == ["Café"])
        let units = (customerHeader + "C2,Māori Dock,,1,,A\n").utf16
        let wide = units.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        try harbour.put("Customers.csv", [0xFF, 0xFE] + wide)
        _ = try job.run()
        #expect(try harbour.customers.map(\.name) == ["Café", "Māori Dock"])
    }

    @Test func headersGoByManyNames() throws {
        try harbour.put("Customers.csv", "NUMBER; firma ;City;Limit;Since;Active\nC1;Hafen GmbH;;1.234,50;;A\n")
        let job = try harbour.job(customerMap + "\ndecimals: comma")
        let first = try job.run()
        #expect(first.rejected == 1)
        #expect(first.causes[0].example.message.contains("'1.234,50' is not a number"))
        try harbour.put("Customers.csv", "NUMBER; firma ;City;Limit;Since;Active\nC1;Hafen GmbH;;1234,50;;A\n")
        _ = try job.run()
        #expect(try harbour.customers[0].creditLimit.description == "1234.50 NZD")
        try harbour.put("Customers.csv", "Number,Firma,Company,City,Limit,Since,Active\nC1,A,B,,1,,A\n")
        let failure = #expect(throws: FileImportFailure.self) { try job.run() }
        #expect(String(describing: failure).contains("Customers.csv has 2 columns that could be 'Name'"))
    }

    @Test func roundingIsStatedOrNothingIsRounded() throws {
        let exact = customerMap.replacing(", rounding: halfUp", with: "")
        try harbour.put("Customers.csv", customerHeader + "C1,Harbour Marine,,1.005,,A\nC2,Dock,,1.5000,,A\n")
        let summary = try harbour.job(exact).run()
        #expect((summary.imported, summary.rejected) == (1, 1))
        #expect(summary.causes[0].example.description.contains("'1.005' is finer than the smallest unit of NZD"))
        #expect(try FixedDecimal.reading("0.12345650000", .halfUp).description == "0.123457")
        #expect(try FixedDecimal.reading("0.1234565", .halfEven).description == "0.123456")
        #expect(try FixedDecimal.reading("0.1234575", .halfEven).description == "0.123458")
        #expect(try FixedDecimal.reading("0.12345650000001", .halfEven).description == "0.123457")
        #expect(try FixedDecimal.reading("-0.1234569", .down).description == "-0.123456")
    }

    @Test func expressionsFiltersAndFilesWithoutHeader() throws {
        try harbour.put("Customers.csv", "C1,Ann,Bay,old\nC2,Bob,Cove,new\n")
        let summary = try harbour.job(
            """
            map: people
            file: Customers.csv
            columns: [no, given, family, mark]
            into: erp
            command: customer.takeOn
            key: [no, mark]
            where: mark != "new"
            fields:
              number: no
              name: = concat(given, " ", family)
            """).run()
        #expect((summary.read, summary.leftOut, summary.imported) == (2, 1, 1))
        #expect(try harbour.customers.map(\.name) == ["Ann Bay"])
        #expect(FileImport.key("people", "C1/old") == "import/people/C1/old")
    }
}
