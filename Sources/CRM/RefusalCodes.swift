import Kernel

/// Why the CRM says no. The common codes (`notFound`, `wrongState`, `invalidValue` …) are the kernel's.
extension RefusalCode {
    /// An account with the same identifier, or the same name and postcode, exists.
    public static let duplicateAccount = RefusalCode("duplicateAccount")
    /// An open lead of the same person or company exists.
    public static let duplicateLead = RefusalCode("duplicateLead")
    /// A contact of the same name and e-mail or account exists.
    public static let duplicateContact = RefusalCode("duplicateContact")
    /// An account would become its own parent.
    public static let hierarchyCycle = RefusalCode("hierarchyCycle")
    /// The offer needs somebody's approval first.
    public static let approvalNeeded = RefusalCode("approvalNeeded")
    /// Who submits a quote does not approve it.
    public static let ownApproval = RefusalCode("ownApproval")
    public static let quoteExpired = RefusalCode("quoteExpired")
    public static let quoteEmpty = RefusalCode("quoteEmpty")
    /// The ERP no longer sells the product.
    public static let productNotSellable = RefusalCode("productNotSellable")
    /// An opportunity is won with an accepted quote, or with a reason for the exception.
    public static let acceptedQuoteNeeded = RefusalCode("acceptedQuoteNeeded")
    /// The ERP holds an order for it.
    public static let orderExists = RefusalCode("orderExists")
    public static let doNotTrade = RefusalCode("doNotTrade")
    /// A record names another account's contact, opportunity or address.
    public static let otherAccount = RefusalCode("otherAccount")
}
