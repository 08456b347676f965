/// What a field can hold. The store, forms, API and recipes all derive their handling from this.
public enum FieldKind: Hashable, Sendable {
    case bool
    case integer
    case decimal
    case money
    case quantity
    case text
    case choice([String])
    case date
    case instant
    /// The identity of a record of the named object.
    case reference(String)

    /// The word used in catalogs, golden files and messages.
    public var name: String {
        switch self {
        case .bool: "bool"
        case .integer: "integer"
        case .decimal: "decimal"
        case .money: "money"
        case .quantity: "quantity"
        case .text: "text"
        case .choice(let choices): "choice(\(choices.joined(separator: "|")))"
        case .date: "date"
        case .instant: "instant"
        case .reference(let object): "reference(\(object))"
        }
    }

    /// Money and quantity take two columns: the amount and its currency or unit.
    public var columnCount: Int {
        switch self {
        case .money, .quantity: 2
        default: 1
        }
    }
}
