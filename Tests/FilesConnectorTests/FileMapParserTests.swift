import Kernel
import Testing

@testable import FilesConnector

@Suite("A map is checked before a row is read") struct FileMapParserTests {
    private func errors(_ text: String) -> [String] {
        do throws(FileMapErrors) {
            _ = try FileMapParser.parse(text, path: "m.yaml", modules: [Harbour.module])
            return []
        } catch {
            return error.errors.map(\.description)
        }
    }

    @Test func everyErrorAtOnceWithItsLine() {
        let found = errors(
            """
            map: Harbour Customers
            file: ../Customers.csv
            encoding: latin-1
            into: erp
            command: customer.takeOn
            key: Number
            where: City = = "Nelson"
            feilds: {}
            fields:
              number: Number
              nmae: Name
              creditLimit: { column: Limit, money: NZD, default: plenty }
              since: { column: Since, as: decimal }
              isActive: { column: Active, values: { A: maybe } }
              city: { constant: Nelson, column: City }
              margin: { column: Margin, rounding: sideways, times: 0 }
            """)
        let lines = found.map { $0.split(separator: ":")[1] }
        #expect(lines == ["1", "2", "3", "7", "8", "11", "12", "13", "14", "15", "16", "16"])
        let name = "m.yaml:1: 'Harbour Customers' is no name for a map (allowed: small letters, digits and dashes, "
        #expect(found[0] == name + "such as price-list)")
        #expect(found[4].contains("a map has no word 'feilds'; did you mean 'fields'?"))
        #expect(found[5].contains("TakeOnCustomer has no field 'nmae'; did you mean 'name'?"))
        #expect(found[5].contains("(allowed: number, name, city"))
        #expect(found[6].contains("plenty"))
        #expect(found[7].contains("is a date, not a decimal"))
        #expect(found[8].contains("'A' becomes 'maybe', which is no bool"))
    }

    @Test func whatTheCommandNeedsMustBeInTheMap() {
        let found = errors("map: m\nfile: f.csv\ninto: erp\ncommand: customer.takeOn\nkey: A\nfields:\n  number: A\n")
        #expect(found == ["m.yaml:6: TakeOnCustomer needs 'name' (allowed: a line for name in fields)"])
    }

    @Test func systemsCommandsListsAndReferencesAreKnown() {
        let system = errors("map: m\nfile: f.csv\ninto: epr\ncommand: x\n")
        #expect(system[0].contains("3: there is no system 'epr' (allowed: erp)"))
        let command = errors("map: m\nfile: f.csv\ninto: erp\ncommand: customer.takeOff\n")
        #expect(command[0].contains("did you mean 'customer.takeOn'?"))
        let found = errors(
            """
            map: orders
            file: Orders.csv
            into: erp
            command: order.takeOn
            key: Ref
            lookups:
              a: { file: A.csv, key: K, from: b.K }
              b: { file: B.csv, key: K, from: a.K }
            lines:
              - { file: L.csv, key: Ref, of: Ref, into: rows, fields: { item: Item } }
            fields:
              reference: Ref
              customer: { column: Cust, find: { object: Custmer, by: number } }
            """)
        #expect(found.count == 3)
        #expect(found[0].contains(":7: the lookups a, b start from each other"))
        #expect(found[1].contains(":10: TakeOnOrder has no list 'rows'") && found[1].contains("(allowed: lines)"))
        #expect(found[2].contains(":13: erp has no object 'Custmer'; did you mean 'Customer'?"))
    }

    @Test func textThatIsNoMap() {
        #expect(errors("").first?.contains("the file is empty (allowed: map:, file:") == true)
        #expect(errors("map: [a").first?.contains("this is not YAML") == true)
        #expect(errors("- a\n- b").first?.contains("a map is a list, not a map") == true)
    }

    @Test func columnsAreLookedForBeforeTheFirstRow() throws {
        let harbour = try Harbour()
        try harbour.put("Customers.csv", "Number,Nam,City,Limit,Seit,Active\n1,A,B,2,3/4/2020,A\n")
        let job = try harbour.job(customerMap)
        let failure = #expect(throws: FileImportFailure.self) { try job.run() }
        let text = failure.map(String.init(describing:)) ?? ""
        #expect(text.contains("harbour.map.yaml:8: Customers.csv has no column 'Name'; did you mean 'Nam'?"))
        #expect(text.contains("harbour.map.yaml:11: Customers.csv has no column 'Since'"))
        #expect(text.contains("the integration admin can fix this"))
        #expect(try harbour.customers.isEmpty)
    }

    @Test func datesInTheFormsOfTheWorld() throws {
        #expect(try DateForm("d/m/yyyy").date("3/4/2026").description == "2026-04-03")
        #expect(try DateForm("d/m/yyyy").date("13/11/2026").description == "2026-11-13")
        #expect(try DateForm("yyyymmdd").date("20260228").description == "2026-02-28")
        #expect(try DateForm("dd.mm.yy").date("31.12.25").description == "2025-12-31")
        #expect(try DateForm("dd.mm.yy").text(CalendarDate("2025-12-31")) == "31.12.25")
        for wrong in ["3/4/26", "3-4-2026", "31/2/2026", "3/4/2026 ", "a/b/2026"] {
            #expect(throws: ValueError.self) { try DateForm("d/m/yyyy").date(wrong) }
        }
        #expect(throws: ValueError.self) { try DateForm("dd/mm") }
    }
}
