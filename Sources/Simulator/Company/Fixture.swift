import Kernel

/// What every run begins with.
struct Fixture {
    /// ERP ids of items, by code.
    var items: [String: String] = [:]
    /// CRM ids of products, by code.
    var products: [String: String] = [:]
    /// CRM ids of accounts, by name.
    var accounts: [String: String] = [:]
    /// A price of the list, for each code.
    static let prices: [(code: String, name: String, cents: Int)] = [
        ("PMP-200", "Bilge pump 200", 125_000), ("SEAL-10", "Seal kit 10", 2_450), ("HOSE-5", "Hose 5 m", 8_900),
        ("FLT-1", "Float switch", 4_575), ("INSTALL", "Installation", 18_000),
    ]
    /// Known to the CRM only: nobody in the ERP ever heard of it.
    static let ghost = "GHOST-1"
    static let harbourMarine = "Harbour Marine Ltd"
    /// A customer with little credit.
    static let kauriBoats = "Kauri Boats Ltd"
    var priceList = ""
}
