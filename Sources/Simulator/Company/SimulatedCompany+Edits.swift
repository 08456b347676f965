import Kernel
import Platform

extension SimulatedCompany {
    /// Types a field of the account, and remembers who typed what.
    func type(account: String, _ field: String, _ text: String) throws {
        guard try edit(account: account, field, text) else { return }
        simulated.note("\(field) of account \(account) typed as \(text)")
        happened.accountEdits["\(account)/\(field)"] = text
    }

    /// Types a field of the customer.
    func type(customer: String, _ field: String, _ text: String) throws {
        guard try edit(customer: customer, field, text) else { return }
        simulated.note("\(field) of customer \(customer) typed as \(text)")
        happened.customerEdits["\(customer)/\(field)"] = text
    }

    /// What was typed last on either side, by "account/field". A customer may have been typed at before its link stood.
    func edits() throws -> [String: Edit] {
        let links = try bridge.read { session in
            try session.rows(
                "SELECT right_id, left_id FROM link WHERE recipe = 'customer'", [], as: [.text, .text])
        }
        let accounts = Dictionary(links.map { ($0[0].text, $0[1].text) }, uniquingKeysWith: { first, _ in first })
        var edits = happened.accountEdits.mapValues { Edit(crm: $0) }
        for (key, text) in happened.customerEdits {
            let parts = key.split(separator: "/").map(String.init)
            guard let account = accounts[parts[0]] else { continue }
            edits["\(account)/\(parts[1])", default: Edit()].erp = text
        }
        return edits
    }
}
