import Kernel
import Platform

/// Opens a case. With a serial number it finds the unit and says at once whether it is under warranty.
/// Refuses: notFound, requiredField, otherAccount (a unit that is another account's). Emits CaseOpened.
public struct OpenCase: Command {
    public static let name = "case.open"
    public static let permission: Permission = "case.write"
    public static let emits: [any Event.Type] = [CaseOpened.self]
    public var fields = FieldChanges<SupportCase>()
    public init() {}
    public init(_ supportCase: SupportCase) { fields = FieldChanges(supportCase) }

    public static let input = Schema<OpenCase>("OpenCase") { s in
        s.fields(of: SupportCase.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<SupportCase> {
        var supportCase = try fields.applied(to: SupportCase())
        let account = try tx.load(supportCase.account)
        if let unit = try unit(of: supportCase, in: tx) {
            guard unit.account == account.id else {
                let holder = try tx.load(unit.account)
                throw Refusal(
                    .otherAccount, "Unit \(unit.serial) stands at \(holder.name)",
                    document: "Case for \(account.name)", field: "serial", allowed: "a unit of \(account.name)",
                    fixedBy: "support")
            }
            supportCase.unit = unit.id
            supportCase.serial = unit.serial
            if supportCase.product == nil { supportCase.product = unit.product }
            if supportCase.orderNumber.isEmpty { supportCase.orderNumber = unit.orderNumber }
            supportCase.warrantyVerdict = WarrantyAnswer(of: unit, on: tx.today).reason
        }
        supportCase.number = try tx.nextNumber("CASE")
        supportCase.state = .open
        supportCase.openedAt = tx.now
        supportCase = try tx.insert(supportCase)
        tx.emit(CaseOpened(subject: supportCase.id))
        return supportCase.id
    }

    /// The unit named, or the account's unit with the serial number, or any with it.
    private func unit(of supportCase: SupportCase, in tx: Transaction) throws(Refusal) -> InstalledUnit? {
        if let unit = supportCase.unit { return try tx.load(unit) }
        guard !supportCase.serial.isEmpty else { return nil }
        let units = try tx.all(Select<InstalledUnit>().where(\.serial, .equal, supportCase.serial))
        return units.first { $0.account == supportCase.account } ?? units.first
    }
}

/// A customer has a problem.
public struct CaseOpened: Event {
    public let subject: ID<SupportCase>
}
