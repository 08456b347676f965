import Kernel
import Platform
import Testing

@testable import FilesConnector

private let orderMap = """
    map: orders
    file: Orders.csv
    into: erp
    command: order.takeOn
    key: Ref
    lookups:
      link: { file: Links.csv, key: Ref, from: Ref, required: true }
      party: { file: Parties.csv, key: Id, from: link.Party }
    fields:
      reference: Ref
      customer: { column: party.Customer, find: { object: Customer, by: number } }
    lines:
      file: Lines.csv
      key: Order
      of: Ref
      into: lines
      where: Item != "SKIP"
      fields:
        item: Item
        quantity: { column: Qty, quantity: EA }
        percent: { column: Discount, times: 100 }
    """

@Suite("Importing documents with lines and side tables") struct DocumentImportTests {
    let harbour: Harbour

    init() throws {
        harbour = try Harbour()
        try harbour.put("Customers.csv", customerHeader + "C1,Harbour Marine,,1,,A\nC2,Dock,,1,,A\n")
        _ = try harbour.job(customerMap).run()
        try harbour.put("Links.csv", "Ref,Party\nSO1,1\nSO2,2\nSO3,3\nSO5,1\nSO5,2\nSO6,1\nSO7,1\n")
        try harbour.put("Parties.csv", "Id,Customer\n1,C1\n2,C2\n3,C9\n")
    }

    @Test func linesJoinTheirDocumentAndOrphansAreToldOneByOne() throws {
        try harbour.put("Orders.csv", "Ref\nSO1\nSO2\n")
        try harbour.put(
            "Lines.csv",
            "Order,Item,Qty,Discount\nSO2,PMP-200,3,0.02\nSO1,PMP-100,1,0\nSO9,LOST,1,0\nSO2,SKIP,1,0\n"
                + ",NONE,1,0\nSO2,VLV-7,2.0,\n")
        let summary = try harbour.job(orderMap).run()
        #expect((summary.imported, summary.rejected) == (2, 0))
        #expect((summary.linesRead, summary.linesRejected) == (5, 2))
        #expect(try harbour.lines.map(\.item) == ["PMP-100", "PMP-200", "VLV-7"])
        #expect(try harbour.lines.map(\.quantity.description) == ["1 EA", "3 EA", "2 EA"])
        #expect(try harbour.lines.map(\.percent.description) == ["0", "2", "0"])
        let orphans = try harbour.text("rejects/orders.lines.rejected.csv").components(separatedBy: "\r\n")
        #expect(orphans[1].hasPrefix("SO9,LOST,1,0,4,Order,Orders.csv has no document 'SO9'"))
        #expect(orphans[2].hasPrefix(",NONE,1,0,6,Order,the line names no document"))
        #expect(summary.causes.contains { $0.code == .orphanLine && $0.count == 2 })
        let again = try harbour.job(orderMap).run()
        #expect((again.imported, again.alreadyThere) == (0, 2))
        #expect(try harbour.orders.count == 2)
    }

    @Test func missingAndDoubledPartnersAreNamed() throws {
        try harbour.put("Orders.csv", "Ref\nSO3\nSO4\nSO5\n")
        try harbour.put("Lines.csv", "Order,Item,Qty,Discount\nSO3,A,1,0\n")
        let summary = try harbour.job(orderMap).run()
        #expect((summary.imported, summary.rejected) == (0, 3))
        let lines = try harbour.text("rejects/orders.rejected.csv").components(separatedBy: "\r\n")
        #expect(lines[1].contains("there is no Customer whose number is 'C9'"))
        #expect(lines[2].contains("Links.csv has no row whose Ref is 'SO4'"))
        #expect(lines[3].contains("Links.csv has 2 rows whose Ref is 'SO5'"))
        let details = try harbour.text("rejects/orders.lines.rejected.csv")
        #expect(details.contains("its document 'SO3' was refused: see line 2 of Orders.csv"))
        #expect(summary.causes.contains { $0.code == .documentRefused })
        #expect(summary.causes.contains { $0.code == .missingReference })
        #expect(summary.causes.contains { $0.code == .missingPartner })
    }

    @Test func aBadLineRefusesItsWholeDocument() throws {
        try harbour.put("Orders.csv", "Ref\nSO1\nSO2\nSO6\nSO7\n")
        try harbour.put(
            "Lines.csv", "Order,Item,Qty,Discount\nSO1,A,1,0\nSO1,B,x,0\nSO2,C,1,0\nSO6,D,1,0\nSO6,E,0,0\nSO7,F,1\n")
        let summary = try harbour.job(orderMap).run()
        #expect((summary.imported, summary.rejected, summary.linesRejected) == (1, 3, 5))
        #expect(try harbour.lines.map(\.item) == ["C"])
        let lines = try harbour.text("rejects/orders.rejected.csv").components(separatedBy: "\r\n")
        #expect(lines[1].contains("Lines.csv, line 3: ") && lines[1].contains(",2,Qty,"))
        let small = "SO6,4,Qty,\"Lines.csv, line 6: 0 EA is too little (allowed: 1 or more) — sales can fix this"
        #expect(lines[2].hasPrefix(small))
        #expect(lines[3].contains("Lines.csv, line 7: this row has 3 fields, expected 4"))
    }

    @Test func aLineThatCouldBelongAnywhereStopsEverything() throws {
        try harbour.put("Orders.csv", "Ref\nSO1\n")
        try harbour.put("Lines.csv", "Item,Qty,Discount,Order\nA,1,0,SO1\nB,2\n")
        let job = try harbour.job(orderMap)
        let failure = #expect(throws: FileImportFailure.self) { try job.run() }
        #expect(String(describing: failure).contains("this line names no document, so none can be known to be whole"))
        #expect(try harbour.orders.isEmpty)
    }

    @Test func limitsOfMemoryAreStated() throws {
        try harbour.put("Orders.csv", "Ref\nSO1\n")
        try harbour.put("Lines.csv", "Order,Item,Qty,Discount\nSO1,A,1,0\nSO1,B,1,0\n")
        let tight = orderMap.replacing("into: lines", with: "into: lines\n  limit: 1")
        let failure = #expect(throws: FileImportFailure.self) { try harbour.job(tight).run() }
        #expect(String(describing: failure).contains("Lines.csv:3: more than the 1 lines"))
        let small = orderMap.replacing("from: Ref, required: true", with: "from: Ref, limit: 2")
        let other = #expect(throws: FileImportFailure.self) { try harbour.job(small).run() }
        #expect(String(describing: other).contains("more than the 2 rows that the lookup 'link' may hold"))
    }

    @Test func anEarlierImportIsFoundByItsKeyEvenInTheSameBatch() throws {
        try harbour.put("Orders.csv", "Ref,Cust\nA1,C2\nA2,C7\n")
        let summary = try harbour.job(
            """
            map: plain
            file: Orders.csv
            into: erp
            command: order.takeOn
            key: Ref
            fields:
              reference: Ref
              customer: { column: Cust, find: { import: customers } }
            """).run()
        #expect((summary.imported, summary.rejected) == (1, 1))
        #expect(try harbour.orders[0].customer == harbour.customers[1].id)
        #expect(summary.causes[0].example.message == "the import 'customers' has brought no row 'C7'")
        // "Next" names the customer of the row before it; the row is committed so that it can be found.
        try harbour.put("Chain.csv", "Number,Name,Next\nN1,First,\nN2,Second,N1\n")
        let chain = try harbour.job(
            """
            map: chain
            file: Chain.csv
            into: erp
            command: customer.takeOn
            key: Number
            fields:
              number: Number
              name: Name
              city: { column: Next, find: { object: Customer, by: number } }
            """).run()
        #expect(chain.imported == 2)
        let customers = try harbour.customers
        #expect(customers.last?.city == customers.first { $0.number == "N1" }?.id.raw)
    }
}
