import Kernel

/// A chart of accounts as data. Codes are the same in every country; names follow it.
public struct ChartOfAccounts: Sendable {
    /// One account to be.
    public struct Account: Sendable {
        public let code: String
        public let name: String
        public let kind: AccountKind
        public let control: ControlRole?
        public let path: String

        init(_ code: String, _ name: String, _ kind: AccountKind, _ path: String, _ control: ControlRole? = nil) {
            self.code = code
            self.name = name
            self.kind = kind
            self.control = control
            self.path = path
        }
    }

    public let accounts: [Account]

    /// New Zealand and Australia: goods and services tax.
    public static let goodsAndServicesTax = ChartOfAccounts(tax: "GST", receivables: "Trade debtors")
    /// The United States: sales tax.
    public static let salesTax = ChartOfAccounts(tax: "Sales tax", receivables: "Accounts receivable")

    public static func of(country: String) -> ChartOfAccounts { country == "US" ? salesTax : goodsAndServicesTax }

    private init(tax: String, receivables: String) {
        let taxPath = tax.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        accounts = [
            Account("1000", "Bank", .asset, "Assets:Bank"),
            Account("1100", receivables, .asset, "Assets:Receivable", .receivable),
            Account("1150", "Unapplied receipts", .asset, "Assets:UnappliedReceipts", .unappliedCash),
            Account("1300", "Inventory", .asset, "Assets:Inventory", .inventory),
            Account("1310", "Inventory in quarantine", .asset, "Assets:Quarantine", .quarantine),
            Account("1500", "Plant and equipment", .asset, "Assets:PlantAndEquipment"),
            Account("2100", "Accounts payable", .liability, "Liabilities:Payable"),
            Account("2200", "\(tax) on sales", .liability, "Liabilities:\(taxPath):Output", .taxOutput),
            Account("2210", "\(tax) on purchases", .liability, "Liabilities:\(taxPath):Input"),
            Account("2300", "Customer deposits", .liability, "Liabilities:CustomerDeposits"),
            Account("3000", "Share capital", .equity, "Equity:ShareCapital"),
            Account("3100", "Opening balances", .equity, "Equity:OpeningBalances"),
            Account("3200", "Retained earnings", .equity, "Equity:RetainedEarnings"),
            Account("4000", "Sales", .income, "Income:Sales"),
            Account("4050", "Freight charged", .income, "Income:Freight"),
            Account("4100", "Sales returns", .income, "Income:SalesReturns"),
            Account("4110", "Sales allowances", .income, "Income:SalesAllowances"),
            Account("4120", "Settlement discount allowed", .income, "Income:DiscountAllowed"),
            Account("4900", "Other income", .income, "Income:Other"),
            Account("5000", "Cost of goods sold", .expense, "Expenses:CostOfGoodsSold"),
            Account("5100", "Inventory shrinkage", .expense, "Expenses:Shrinkage"),
            Account("5110", "Scrap", .expense, "Expenses:Scrap"),
            Account("6000", "Wages", .expense, "Expenses:Wages"),
            Account("6010", "Rent", .expense, "Expenses:Rent"),
            Account("6020", "Bank charges", .expense, "Expenses:BankCharges"),
            Account("6100", "Bad debts", .expense, "Expenses:BadDebts"),
            Account("6110", "Small balances written off", .expense, "Expenses:WriteOffs"),
            Account("6190", "Rounding", .expense, "Expenses:Rounding"),
            Account("6200", "Exchange gains and losses", .expense, "Expenses:ExchangeDifferences"),
        ]
    }
}
