import Kernel
import Platform

/// A small business whose objects together have every kind of field and every guard that a store must keep.
enum Marina {
    static let module = Module(
        name: "marina", schemaVersion: 3, objects: [Berth.self, Boat.self, Contract.self, ContractLine.self],
        commands: [])
    /// The same of a later program.
    static let newer = Module(
        name: "marina", schemaVersion: 4, objects: [Berth.self, Boat.self, Contract.self, ContractLine.self],
        commands: [])
}

enum BoatState: String, Choice { case afloat, ashore, sold }

/// Where boats lie.
struct Berth: BusinessObject {
    var id = ID<Berth>.blank
    var version = 0
    var code = ""
    var pier = ""
    var place = 0
    var remark = ""
    init() {}
    static let schema = Schema<Berth>("Berth") { s in
        s.field("code", \.code, .required, .unique, .maxLength(10))
        s.field("pier", \.pier, .required, .maxLength(20))
        s.field("place", \.place)
        s.field("remark", \.remark)
        s.unique("pier", "place")
    }
}

/// What lies there: a field of every kind, each needed and not needed.
struct Boat: BusinessObject {
    var id = ID<Boat>.blank
    var version = 0
    var name = ""
    var nickname: String?
    var berth: ID<Berth>?
    var length = FixedDecimal(0)
    var draught: FixedDecimal?
    var price = Money.none
    var deposit: Money?
    var fuel = Quantity(FixedDecimal(0), .none)
    var water: Quantity?
    var crew = 0
    var guests: Int?
    var isInsured = false
    var isHeated: Bool?
    var built = CalendarDate(daysSinceEpoch: 0)
    var refitted: CalendarDate?
    var seen = Instant(microseconds: 0)
    var state = BoatState.afloat
    init() {}
    static let schema = Schema<Boat>("Boat") { s in
        s.field("name", \.name, .required, .indexed, .maxLength(200))
        s.field("nickname", \.nickname, .indexed)
        s.field("berth", \.berth, .indexed)
        s.field("length", \.length)
        s.field("draught", \.draught)
        s.field("price", \.price)
        s.field("deposit", \.deposit)
        s.field("fuel", \.fuel)
        s.field("water", \.water)
        s.field("crew", \.crew)
        s.field("guests", \.guests)
        s.field("isInsured", \.isInsured)
        s.field("isHeated", \.isHeated)
        s.field("built", \.built)
        s.field("refitted", \.refitted)
        s.field("seen", \.seen)
        s.field("state", \.state, .commandOnly)
        s.immutable(once: BoatState.sold)
        s.published()
    }
}

/// What was agreed; posted from birth, with all its lines.
struct Contract: BusinessObject {
    var id = ID<Contract>.blank
    var version = 0
    var number = ""
    var boat = ID<Boat>.blank
    var lineCount = 0
    init() {}
    static let schema = Schema<Contract>("Contract") { s in
        s.field("number", \.number, .assigned, .unique, .maxLength(20))
        s.field("boat", \.boat, .required, .indexed)
        s.field("lineCount", \.lineCount, .derived)
        s.lines("lines", of: ContractLine.self)
        s.immutable()
    }
}

struct ContractLine: BusinessObject {
    var id = ID<ContractLine>.blank
    var version = 0
    var contract = ID<Contract>.blank
    var position = 0
    var amount = Money.none
    init() {}
    static let schema = Schema<ContractLine>("ContractLine") { s in
        s.field("contract", \.contract, .required)
        s.field("position", \.position)
        s.field("amount", \.amount)
        s.parent("contract")
        s.unique("contract", "position")
        s.immutable()
        s.sealed(byParentCount: "lineCount")
    }
}
