import Kernel

extension RefusalCode {
    /// No company yet: set it up first.
    public static let companyNotSetUp = RefusalCode("companyNotSetUp")
    public static let alreadySetUp = RefusalCode("alreadySetUp")
    /// The period is future, locked or closed.
    public static let closedPeriod = RefusalCode("closedPeriod")
    /// Periods open and close in their order.
    public static let periodOutOfSequence = RefusalCode("periodOutOfSequence")
    public static let unbalancedJournal = RefusalCode("unbalancedJournal")
    /// Only documents post to an account that sums up a sub-ledger.
    public static let controlAccount = RefusalCode("controlAccount")
    /// A document's posting is taken back by the opposite document.
    public static let reverseTheDocument = RefusalCode("reverseTheDocument")
    public static let alreadyReversed = RefusalCode("alreadyReversed")
    public static let duplicateCustomer = RefusalCode("duplicateCustomer")
    public static let missingReason = RefusalCode("missingReason")
    public static let missingTaxCode = RefusalCode("missingTaxCode")
    /// A credit limit is an amount of the company's currency.
    public static let creditLimitCurrency = RefusalCode("creditLimitCurrency")
    public static let nothingToInvoice = RefusalCode("nothingToInvoice")
    public static let nothingToCredit = RefusalCode("nothingToCredit")
    public static let creditExceedsInvoice = RefusalCode("creditExceedsInvoice")
    public static let currencyMismatch = RefusalCode("currencyMismatch")
    public static let missingExchangeRate = RefusalCode("missingExchangeRate")
    public static let amountNotPositive = RefusalCode("amountNotPositive")
    public static let otherCustomer = RefusalCode("otherCustomer")
    /// More than is open on the invoice, the credit or the payment.
    public static let moreThanOpen = RefusalCode("moreThanOpen")
    public static let discountNotEarned = RefusalCode("discountNotEarned")
    public static let writeOffTooLarge = RefusalCode("writeOffTooLarge")
    public static let datedBeforeDocument = RefusalCode("datedBeforeDocument")
}
