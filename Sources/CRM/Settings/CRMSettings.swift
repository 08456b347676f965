import Kernel
import Platform

/// The company's rules for selling: one row.
public struct CRMSettings: BusinessObject {
    public static let only = ID<CRMSettings>("settings")
    public var id = CRMSettings.only
    public var version = 0
    /// A discount above this needs approval.
    public var approvalDiscountPercent = FixedDecimal(10)
    /// A total above this needs approval; a blank amount means no such limit.
    public var approvalTotal = Money.none
    public var quoteValidityDays = 30
    /// A fraction: 0.15 is 15 %. For the estimate on quotes; the ERP decides the tax.
    public var taxRate = FixedDecimal(micros: 150_000)
    public init() {}

    public static let schema = Schema<CRMSettings>("CRMSettings") { s in
        s.field("approvalDiscountPercent", \.approvalDiscountPercent)
        s.field("approvalTotal", \.approvalTotal)
        s.field("quoteValidityDays", \.quoteValidityDays, .within(0...3_650))
        s.field("taxRate", \.taxRate, .within(0...1))
    }

    /// What is in force; the defaults until somebody changes them.
    static func current(in tx: Transaction) throws(Refusal) -> CRMSettings { try tx.find(only) ?? CRMSettings() }
}
