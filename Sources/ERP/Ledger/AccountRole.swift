/// The parts that accounts play in automatic postings. Each names one account of every chart by its code, so that a
/// document says what happened and not which number is debited.
public enum AccountRole: String, CaseIterable, Sendable {
    case receivable, unappliedCash, bank, inventory, quarantine, costOfGoodsSold, sales, salesReturns
    case salesAllowances, freightRevenue, gstOutput, rounding, shrinkage, openingEquity, scrap, badDebt, writeOff
    case discountAllowed, exchangeGainLoss, retainedEarnings, customerDeposits

    /// The code of the account that plays this part; it is also the account's id.
    public var code: String {
        switch self {
        case .bank: "1000"
        case .receivable: "1100"
        case .unappliedCash: "1150"
        case .inventory: "1300"
        case .quarantine: "1310"
        case .gstOutput: "2200"
        case .customerDeposits: "2300"
        case .openingEquity: "3100"
        case .retainedEarnings: "3200"
        case .sales: "4000"
        case .freightRevenue: "4050"
        case .salesReturns: "4100"
        case .salesAllowances: "4110"
        case .discountAllowed: "4120"
        case .costOfGoodsSold: "5000"
        case .shrinkage: "5100"
        case .scrap: "5110"
        case .badDebt: "6100"
        case .writeOff: "6110"
        case .rounding: "6190"
        case .exchangeGainLoss: "6200"
        }
    }
}
