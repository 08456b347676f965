import Kernel

@testable import Bridge

/// The customer recipe of the tests: every word of the language once.
let customerRecipe = """
    recipe: customer
    pair: { crm: Account, erp: Customer }
    create:
      erp: when kind = "customer" or hasAcceptedQuote
      crm: always
    gate:
      erp: [validate, { approval: finance, when: 'total > 10000', because: "large order" }]
    refusals: crm
    match: [ taxNumber, [name, postcode], 'similar(name, postcode) >= 0.92' ]
    after: [item, price]
    fields:
      name:        { crm: name,  erp: legalName, owner: crm }
      kind:        { crm: kind, owner: crm }
      taxNumber:   { crm: taxNumber, erp: taxNumber, owner: crm }
      postcode:    { crm: postcode, erp: postcode, owner: crm }
      phone:       { crm: phone, erp: phone, owner: either, as: e164 }
      creditLimit: { crm: creditLimit, erp: creditLimit, owner: erp }
      terms:       { crm: paymentTerms, erp: terms, owner: erp, values: { NET30: "30", NET60: "60" } }
      parent:      { crm: parent, erp: parent, owner: crm, link: customer }
      title:       { erp: title, crm: '= concat(givenName, " ", familyName)', owner: crm }
      currency:    { erp: currency, crm: currency, owner: crm, proposes: erp?, default: NZD }
    lists:
      lines:
        crm: lines
        erp: lines
        owner: crm
        key: position
        fields:
          position: { crm: position, erp: position }
          item:     { crm: product, erp: item, link: item }
          quantity: { crm: quantity, erp: quantity }
    deletes: { crm: unlink, erp: block }
    pace: hourly
    examples:
      - name: a new customer goes to the ERP
        from: crm
        given: { name: "Harbour Marine", kind: customer, lines: [ {position: 1, quantity: "3 EA", product: p1} ] }
        links: { item: { "p1": "i1" } }
        writes: { legalName: "Harbour Marine", lines: [ {position: 1, quantity: "3 EA", item: i1} ] }
      - name: a prospect stays at home
        from: crm
        given: { name: "Kauri Joinery", kind: prospect }
        writes: nothing
    """

/// A descriptor in one line: names, kinds, and rules by name.
func object(_ name: String, _ fields: [(String, FieldKind)], lists: [ListDescriptor] = []) -> ObjectDescriptor {
    var object = ObjectDescriptor(name: name)
    object.fields = fields.map { FieldDescriptor(name: $0.0, kind: $0.1, isOptional: true) }
    object.lists = lists
    return object
}

extension ObjectDescriptor {
    func with(_ field: String, _ change: (inout FieldRules) -> Void) -> ObjectDescriptor {
        var copy = self
        guard let index = copy.fields.firstIndex(where: { $0.name == field }) else { return self }
        change(&copy.fields[index].rules)
        return copy
    }
}

let customerCatalog: [String: [ObjectDescriptor]] = [
    "crm": [
        object(
            "Account",
            [
                ("name", .text), ("kind", .choice(["prospect", "customer"])), ("hasAcceptedQuote", .bool),
                ("phone", .text), ("taxNumber", .text), ("postcode", .text), ("creditLimit", .money), ("total", .money),
                ("paymentTerms", .choice(["NET30", "NET60"])), ("parent", .reference("Account")),
                ("givenName", .text), ("familyName", .text), ("currency", .text), ("openedOn", .date),
                ("employees", .integer),
            ],
            lists: [
                ListDescriptor(
                    name: "lines",
                    element: object(
                        "AccountLine",
                        [("position", .integer), ("product", .reference("Product")), ("quantity", .quantity)]))
            ])
    ],
    "erp": [
        object(
            "Customer",
            [
                ("number", .text), ("legalName", .text), ("phone", .text), ("taxNumber", .text), ("postcode", .text),
                ("creditLimit", .money), ("terms", .choice(["30", "60"])), ("parent", .reference("Customer")),
                ("title", .text), ("currency", .text), ("state", .choice(["active", "hold"])),
            ],
            lists: [
                ListDescriptor(
                    name: "lines",
                    element: object(
                        "CustomerLine",
                        [("position", .integer), ("item", .reference("Item")), ("quantity", .quantity)]))
            ]
        ).with("number") { $0.isAssigned = true }.with("legalName") { $0.isRequired = true }
            .with("state") { $0.isCommandOnly = true }
    ],
]

/// SplitMix64: the same numbers on every run from the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
