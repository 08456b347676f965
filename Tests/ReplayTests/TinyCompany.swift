import Bridge
import FilesConnector
import Foundation
import Kernel
import Platform
import PostgresRig
import StorePostgres
import StoreSQLite
import Suite

/// The package's folder.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

/// A made-up company in the shape of the real files: ten orders of two stores and five people, and two lines whose
/// orders are not in the file. The sums were worked out with Python's `decimal`.
final class TinyCompany {
    let folder: String
    let suite: Suite
    let replay: OrderReplay

    var home: String { folder + "/home" }
    var rejects: String { home + "/rejects" }

    /// `edit` changes a file before it is read.
    init(changing edits: [String: (String) -> String] = [:], onServer: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("tiny-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder + "/home", withIntermediateDirectories: true)
        for (name, text) in Self.files {
            let edited = edits[name]?(text) ?? text
            try edited.write(toFile: folder + "/\(name).csv", atomically: true, encoding: .utf8)
        }
        let clock = ReplayClock(CalendarDate(daysSinceEpoch: 0))
        suite = Suite(
            stores: try onServer ? Self.served() : Suite.modules.map { try SQLiteStore.inMemory($0) },
            world: clock.world(zone: "America/Los_Angeles"),
            recipes: try RecipeFolder.load(packageRoot + "/Recipes").recipes, country: "US")
        replay = try OrderReplay(
            suite, clock: clock, maps: try Self.maps(), folder: folder, rejectFolder: folder + "/home/rejects")
    }

    /// The databases of a company on a server that ends with the tests.
    private static func served() throws -> [any Store] {
        let address = try PostgresAddress(url: PostgresRig.shared().address(PostgresRig.freshName()))
        return try Suite.modules.map { try PostgresStore.open($0, of: address, mayLose: true) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func maps() throws -> [FileMap] {
        try FileMapFolder.load(packageRoot + "/Examples/adventureworks", modules: Suite.modules)
    }

    /// All rows of all tables of the CRM and the ERP, counted.
    func rowCounts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for bus in [suite.crm, suite.erp, suite.bridge] {
            try bus.store.read { session in
                let tables = try session.rows(
                    "SELECT name FROM sqlite_master WHERE type = 'table'", [], as: [.text])
                for table in tables {
                    counts["\(bus.module.name).\(table[0].text)"] = try session.integer(
                        "SELECT count(*) FROM \"\(table[0].text)\"")
                }
            }
        }
        return counts
    }

    func reject(_ name: String) throws -> String {
        try String(contentsOfFile: rejects + "/\(name).rejected.csv", encoding: .utf8)
    }

    private static let files: [(String, String)] = [
        (
            "Product",
            """
            ProductId,Name,ProductNumber,MakeFlag,FinishedGoodsFlag,StandardCost,ListPrice
            1,Mountain-100,BK-M1,1,1,1912.1544,3399.99
            2,Sport Helmet,HL-1,0,1,13.0863,34.99
            3,Cap,CA-1,0,1,6.9223,8.99
            4,Bearing Ball,BA-1,0,0,0.0,0.0

            """
        ),
        (
            "ProductListPriceHistory",
            """
            ProductId,StartDate,EndDate,ListPrice
            1,2011-05-31 00:00:00,2012-05-29 00:00:00,3399.99
            2,2011-05-31 00:00:00,2012-05-29 00:00:00,33.6442
            3,2011-05-31 00:00:00,2012-05-29 00:00:00,8.6442

            """
        ),
        (
            "SpecialOffer",
            """
            SpecialOfferId,Description,DiscountPct,StartDate,EndDate,MinQty,MaxQty
            1,No Discount,0.0,2011-05-01 00:00:00,2014-11-30 00:00:00,0,
            2,Volume Discount 11 to 14,0.02,2011-05-31 00:00:00,2014-05-30 00:00:00,11,14.0

            """
        ),
        ("SpecialOfferProduct", "SpecialOfferId,ProductId\n1,1\n1,2\n2,2\n"),
        ("Location", "LocationId,Name\n1,Tool Crib\n7,Finished Goods Storage\n"),
        ("ProductInventory", "ProductId,LocationId,Shelf,Bin,Quantity\n1,7,A,1,99\n4,1,A,1,408\n"),
        (
            "Customer",
            """
            CustomerId,PersonId,StoreId,TerritoryId,AccountNumber
            1,,901,1,AW00000001
            2,,902,1,AW00000002
            11,811,901,1,AW00000011
            12,812,902,1,AW00000012
            21,821,,1,AW00000021
            22,822,,1,AW00000022
            23,823,,1,AW00000023
            24,824,,1,AW00000024
            25,899,,1,AW00000025

            """
        ),
        ("Store", "BusinessEntityId,Name,SalesPersonId\n901,Next-Door Bike Store,279\n902,Riders & Co,279\n"),
        (
            "Person",
            """
            businessentityid,firstname,lastname
            811,Aroha,Ngata
            812,Sam,Reid
            821,Jon,Yang
            822,Eugene,Huang
            823,Ruben,Torres
            824,Christy,Zhu

            """
        ),
        ("EmailAddress", "BusinessEntityId,EmailAddressId,EmailAddress\n811,1,a@example.com\n821,2,jon@example.com\n"),
        // Numbers of the real file's kind: one that is of no known plan, one that is.
        ("PersonPhone", "BusinessEntityId,PhoneNumber\n811,697-555-0142\n821,1 (11) 500 555-0162\n"),
        ("BusinessEntityAddress", "BusinessEntityId,AddressId,AddressTypeId\n901,1,3\n902,2,3\n821,3,2\n822,4,2\n"),
        (
            "Address",
            """
            AddressId,AddressLine1,AddressLine2,City,StateProvinceId,PostalCode
            1,1970 Napa Ct.,,Bothell,79,98011
            2,9833 Mt. Dias Blv.,,Bothell,79,98011
            3,3761 N. 14th St,,Rockhampton,64,4700
            4,2243 W St.,,Seaford,66,3198

            """
        ),
        (
            "StateProvince",
            "StateProvinceId,StateProvinceCode,CountryRegionCode\n79,WA ,US\n64,QLD,AU\n66,SA ,AU\n"
        ),
        ("SalesOrderHeader", headers), ("SalesOrderDetail", lines),
    ]

    private static let headers = """
        salesorderid,taxamt,onlineorderflag,orderdate,subtotal,freight,duedate,totaldue,\
        customerid,salespersonid,shipdate
        101,560.5389,f,2011-05-31,6312.3752,155.9788,2011-06-12,7028.8929,11,279,2011-06-07
        102,24.7622,f,2011-05-31,278.8535,6.8905,2011-06-12,310.5062,12,279,2011-06-07
        103,317.7504,t,2011-05-31,3578.2700,88.4191,2011-06-12,3984.4395,21,,2011-06-07
        104,299.6991,t,2011-06-01,3374.9900,83.3960,2011-06-13,3758.0851,22,,2011-06-08
        105,0.7676,t,2011-06-03,8.6442,0.2136,2011-06-15,9.6254,23,,2011-06-10
        106,3.7552,t,2011-06-30,42.2884,1.0449,2011-07-12,47.0885,24,,2011-07-07
        107,365.5269,f,2011-07-01,4116.2935,101.7136,2011-07-13,4583.5340,11,279,2011-07-08
        108,1.7926,f,2011-07-01,20.1865,0.4988,2011-07-13,22.4779,12,279,2011-07-08
        109,2.9876,t,2011-07-05,33.6442,0.8313,2011-07-17,37.4631,21,,2011-07-12
        110,301.9191,t,2011-07-05,3399.9900,84.0138,2011-07-17,3785.9229,25,,2011-07-12

        """

    private static let lines = """
        salesorderid,orderqty,salesorderdetailid,unitprice,specialofferid,productid,unitpricediscount
        101,3,1,2024.994,1,1,0
        101,12,2,20.1865,1,2,0.02
        102,14,3,20.1865,1,2,0.05
        102,2,4,5.1865,1,3,0
        103,1,5,3578.27,1,1,0
        104,1,6,3374.99,1,1,0
        105,1,7,8.6442,1,3,0
        106,1,8,33.6442,1,2,0
        106,1,9,8.6442,1,3,0
        107,2,10,2039.994,1,1,0
        107,7,11,5.1865,1,3,0
        108,1,12,20.1865,1,2,0
        109,1,13,33.6442,1,2,0
        110,1,14,3399.99,1,1,0
        901,1,15,33.6442,1,2,0
        902,1,16,33.6442,1,2,0

        """
}
