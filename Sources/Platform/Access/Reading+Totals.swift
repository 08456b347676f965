import Kernel

/// How many records share a value, and what they come to in one currency.
public struct GroupTotal<Key: FieldValue>: Sendable {
    public let key: Key
    public let count: Int
    /// nil when the amount is hidden from who asks.
    public let amount: Money?
}

extension Reading {
    /// How many records there are and what they come to, by the value of a field and by currency, added up by the
    /// database over the records in the actor's scope. Nothing when the field that groups is hidden from him.
    public func totals<Object: BusinessObject, Key: FieldValue>(
        of amount: KeyPath<Object, Money>, by key: KeyPath<Object, Key>, _ select: Select<Object>
    ) throws -> [GroupTotal<Key>] {
        let descriptor = Object.schema.descriptor
        let (condition, values) = try scopeCondition(of: descriptor)
        let scoped = condition.isEmpty ? select : select.restricted(to: condition, values)
        guard shows(key) else { return [] }
        let group = descriptor.fields[Object.schema.position(of: key)].column
        let money = descriptor.fields[Object.schema.position(of: amount)].column
        let showsAmount = shows(amount)
        let sum = showsAmount ? "\(money)_currency, sum(\(money))" : "'', 0"
        let by = showsAmount ? "\(group), \(money)_currency" : group
        return try session.rows(
            "SELECT \(group), \(sum), count(*) FROM \(descriptor.table)\(scoped.tail) GROUP BY \(by)", scoped.values,
            as: [Key.kind, .text, .integer, .integer]
        ).compactMap { row in
            guard let key = try? Key(fieldValue: row[0]), case .integer(let count) = row[3],
                case .integer(let units) = row[2]
            else { return nil }
            let currency = (try? Currency(row[1].text)) ?? .none
            return GroupTotal(
                key: key, count: Int(count),
                amount: showsAmount ? Money(minorUnits: units, currency: currency) : nil)
        }
    }

    /// What the records in the actor's scope come to, one sum for each currency; nil when the amount is hidden.
    public func total<Object: BusinessObject>(
        of amount: KeyPath<Object, Money>, _ select: Select<Object>
    ) throws -> [Money]? {
        let descriptor = Object.schema.descriptor
        let (condition, values) = try scopeCondition(of: descriptor)
        let scoped = condition.isEmpty ? select : select.restricted(to: condition, values)
        guard shows(amount) else { return nil }
        let money = descriptor.fields[Object.schema.position(of: amount)].column
        return try session.rows(
            """
            SELECT \(money)_currency, sum(\(money)) FROM \(descriptor.table)\(scoped.tail) \
            GROUP BY \(money)_currency ORDER BY \(money)_currency
            """, scoped.values, as: [.text, .integer]
        ).compactMap { row in
            guard let currency = try? Currency(row[0].text), case .integer(let units) = row[1], units != 0 else {
                return nil
            }
            return Money(minorUnits: units, currency: currency)
        }
    }
}

extension Error {
    /// The role may not do or read this: the block is left out, not the page.
    public var isNotPermitted: Bool { (self as? Refusal)?.code == .notPermitted }
}

extension Reading {
    /// A part of a page: nil when the actor may not read what it shows; any other error stays an error.
    public func part<T>(_ body: () throws -> T) throws -> T? {
        do {
            return try body()
        } catch  where error.isNotPermitted {
            return nil
        }
    }
}
