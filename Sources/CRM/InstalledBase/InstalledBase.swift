import Kernel
import Platform

/// What support asks about units in the field, answered from the CRM's own database.
public enum InstalledBase {
    /// Is the unit with this serial number under warranty? One answer for each product that uses the number; none when
    /// we never heard of it.
    public static func isUnderWarranty(
        serial: String, on date: CalendarDate, in session: any StoreSession
    ) throws(StoreError) -> [WarrantyAnswer] {
        let units = try session.all(Select<InstalledUnit>().where(\.serial, .equal, serial).ordered(by: \.id))
        return units.map { WarrantyAnswer(of: $0, on: date) }
    }

    /// The units at an account.
    public static func units(
        of account: ID<Account>, in session: any StoreSession
    ) throws(StoreError) -> [InstalledUnit] {
        try session.all(Select<InstalledUnit>().where(\.account, .equal, account).ordered(by: \.serial))
    }
}

/// "Is it under warranty?" in one line with the reason.
public struct WarrantyAnswer: Hashable, Sendable {
    public let unit: ID<InstalledUnit>
    public let account: ID<Account>
    public let serial: String
    public let productCode: String
    public let isCovered: Bool
    public let reason: String
    public let warrantyEnd: CalendarDate?
    public let freshness: Freshness

    public init(of unit: InstalledUnit, on date: CalendarDate) {
        self.unit = unit.id
        account = unit.account
        serial = unit.serial
        productCode = unit.productCode
        warrantyEnd = unit.warrantyEnd
        freshness = unit.freshness
        let state = unit.status.lowercased()
        if ["returned", "scrapped", "replaced", "retired"].contains(state) {
            (isCovered, reason) = (false, "the unit is \(state)")
        } else if let end = unit.warrantyEnd {
            let start = unit.warrantyStart ?? unit.shippedOn ?? end
            if date > end {
                (isCovered, reason) = (false, "the warranty ended on \(end), \(end.days(until: date)) days before")
            } else if date < start {
                (isCovered, reason) = (false, "the warranty starts on \(start)")
            } else {
                (isCovered, reason) = (true, "under warranty until \(end), \(date.days(until: end)) days left")
            }
        } else {
            (isCovered, reason) = (false, "no warranty is known for this unit")
        }
    }
}
