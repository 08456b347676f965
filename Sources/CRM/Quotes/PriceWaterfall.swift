import Kernel

/// The steps from list price to net as JSON: the ERP's own steps, kept as they came, and the seller's discount.
public enum PriceWaterfall {
    static let discretionary = "discretionaryDiscount"

    /// The ERP's explanation (a list of steps, or an object with `steps`) with the seller's discount as the last step.
    /// An earlier discretionary step is replaced, so that pricing a line again adds nothing twice.
    public static func adding(
        discountPercent: FixedDecimal, unitPrice: FixedDecimal, to explanation: String
    ) -> String {
        if discountPercent.isZero, !explanation.contains(discretionary) { return explanation }
        let parsed = explanation.isEmpty ? nil : try? JSON(parsing: explanation)
        var members = parsed?.members ?? []
        let given = parsed?.array ?? parsed?["steps"]?.array ?? []
        var steps = given.filter { $0["kind"]?.string != discretionary }
        if steps.isEmpty { steps.append(step("unit", "unit price", unitPrice)) }
        if !discountPercent.isZero {
            let factor = FixedDecimal.one - discountPercent.divided(by: 100, rounding: .halfUp)
            let price = unitPrice.multiplied(by: factor, rounding: .halfUp)
            steps.append(step(discretionary, "seller's discount of \(discountPercent) %", price))
        }
        var json = JSONWriter()
        if parsed?.array != nil || members.isEmpty {
            write(.array(steps), to: &json)
        } else {
            members.removeAll { $0.key == "steps" }
            members.append(JSON.Member(key: "steps", value: .array(steps)))
            write(.object(members), to: &json)
        }
        return json.text
    }

    /// In the form of the ERP's own steps.
    private static func step(_ kind: String, _ text: String, _ unitPrice: FixedDecimal) -> JSON {
        .object([
            JSON.Member(key: "kind", value: .string(kind)), JSON.Member(key: "text", value: .string(text)),
            JSON.Member(key: "unitPrice", value: .string(unitPrice.description)),
        ])
    }

    private static func write(_ value: JSON, to json: inout JSONWriter) {
        switch value {
        case .null: json.null()
        case .bool(let flag): json.bool(flag)
        case .number(let digits): json.literal(digits)
        case .string(let text): json.string(text)
        case .array(let items):
            json.beginArray()
            for item in items { write(item, to: &json) }
            json.endArray()
        case .object(let members):
            json.beginObject()
            for member in members {
                json.key(member.key)
                write(member.value, to: &json)
            }
            json.endObject()
        }
    }
}
