import Kernel
import Platform
import Testing

@testable import FilesConnector

@Suite("Exporting records") struct FileExportTests {
    let harbour: Harbour

    init() throws {
        harbour = try Harbour()
        let rows = "C1,=Harbour Marine,Nelson,1000,3/4/2019,A\nC2,Dock,,5.5,,X\n"
        try harbour.put("Customers.csv", customerHeader + rows)
        _ = try harbour.job(customerMap).run()
    }

    @Test func allFieldsWithoutWhatIsSensitive() throws {
        let export = FileExport(Customer.descriptor)
        let path = harbour.folder + "/out.csv"
        #expect(try harbour.store.read { try export.run($0, to: path) } == 2)
        let lines = try harbour.text("out.csv").components(separatedBy: "\r\n")
        #expect(lines[0] == "\u{FEFF}id,version,number,name,city,creditLimit,creditLimitCurrency,since,isActive")
        #expect(lines[1].hasSuffix(",1,C1,'=Harbour Marine,Nelson,1000.00,NZD,2019-04-03,true"))
        var whole = export
        whole.includesSensitive = true
        whole.isForMachines = true
        _ = try harbour.store.read { try whole.run($0, to: path) }
        #expect(try harbour.text("out.csv").contains(",C1,=Harbour Marine,Nelson,1000.00,NZD,2019-04-03,true,0\r\n"))
    }

    @Test func byMapItIsReadBackTheSame() throws {
        let map = try FileMapParser.parse(
            """
            map: customers-out
            file: out.csv
            object: Customer
            delimiter: semicolon
            decimals: comma
            key: Number
            fields:
              number: Number
              name: Name
              creditLimit: { column: Limit, money: NZD }
              since: { column: Since, date: d/m/yyyy }
              isActive: { column: Active, values: { A: "true", X: "false" } }
            """, path: "out.map.yaml")
        var export = try FileExport(Customer.descriptor, by: map)
        export.isForMachines = true
        _ = try harbour.store.read { try export.run($0, to: harbour.folder + "/out.csv") }
        #expect(
            try harbour.text("out.csv")
                == "\u{FEFF}Number;Name;Limit;Since;Active\r\nC1;=Harbour Marine;1000,00;3/4/2019;A\r\n"
                + "C2;Dock;5,50;;X\r\n")
        let other = try Harbour()
        try other.put("Customers.csv", try contents(harbour.folder + "/out.csv"))
        let back = customerMap.replacing("City, default: Tauranga", with: "Name") + "\ndecimals: comma"
        let summary = try other.job(back).run()
        #expect(summary.imported == 2)
        #expect(try other.customers.map(\.creditLimit) == (try harbour.customers.map(\.creditLimit)))
    }

    @Test func whatTheFileCannotHoldIsNamedAndNothingWritten() throws {
        let map = try FileMapParser.parse(
            "map: m\nfile: o.csv\nobject: Customer\nkey: N\nfields:\n  number: N\n"
                + "  creditLimit: { column: L, money: AUD }\n",
            path: "o.map.yaml")
        let export = try FileExport(Customer.descriptor, by: map)
        let refusal = #expect(throws: Refusal.self) {
            try harbour.store.read { try export.run($0, to: harbour.folder + "/o.csv") }
        }
        #expect(refusal?.description.contains("'1000.00 NZD' is not in AUD (allowed: creditLimit in AUD)") == true)
        #expect(!harbour.exists("o.csv"))
        let unknown = try FileMapParser.parse(
            "map: m\nfile: o.csv\nobject: Customer\nkey: N\nfields:\n  nmae: N\n", path: "o.map.yaml")
        #expect(throws: FileMapErrors.self) { try FileExport(Customer.descriptor, by: unknown) }
    }
}
