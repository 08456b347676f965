extension SimulatedCompany {
    /// Types a field of the account, and remembers who typed what.
    func type(account: String, _ field: String, _ text: String) throws {
        guard try edit(account: account, field, text) else { return }
        simulated.note("\(field) of account \(account) typed as \(text)")
        happened.edits["\(account)/\(field)", default: Edit()].crm = text
    }

    /// Types a field of the customer, remembered under its account.
    func type(customer: String, _ field: String, _ text: String) throws {
        guard try edit(customer: customer, field, text), let account = try account(of: customer) else { return }
        simulated.note("\(field) of customer \(customer) of account \(account) typed as \(text)")
        happened.edits["\(account)/\(field)", default: Edit()].erp = text
    }

    /// The account that is linked with a customer.
    func account(of customer: String) throws -> String? {
        try bridge.read {
            try $0.rows(
                "SELECT left_id FROM link WHERE recipe = 'customer' AND right_id = ?", [.text(customer)], as: [.text]
            ).first?[0].text
        }
    }
}
