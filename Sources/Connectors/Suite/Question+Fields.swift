import Bridge
import Kernel

/// Reads a question's fields in the types they are meant in.
extension Question {
    func text(_ name: String) -> String { fields[name]?.text ?? "" }

    func decimal(_ name: String) -> FixedDecimal? {
        switch fields[name] {
        case .decimal(let decimal)?: decimal
        case .integer(let number)?: FixedDecimal(Int(number))
        case .quantity(let quantity)?: quantity.value
        default: nil
        }
    }

    func date(_ name: String) -> CalendarDate? {
        if case .date(let date)? = fields[name] { date } else { nil }
    }
}
