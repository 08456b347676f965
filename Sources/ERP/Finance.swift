import Platform
import Kernel

/// The finance half of the ERP: what the module registers.
public enum Finance {
    public static let objects: [any BusinessObject.Type] = [
        Company.self, PaymentTerms.self, TaxCode.self, LedgerAccount.self, Period.self, Customer.self,
        CustomerAddress.self, JournalEntry.self, JournalLine.self, PeriodBalance.self, TaxEntry.self,
        Invoice.self, InvoiceLine.self, CreditMemo.self, CreditMemoLine.self, CustomerPayment.self,
        ReceivableItem.self, PaymentApplication.self, CreditStatus.self,
    ]

    public static let commands: [any Command.Type] = [
        SetUpCompany.self, OpenPeriod.self, LockPeriod.self, ClosePeriod.self, PostJournal.self, ReverseJournal.self,
        ChangeTaxRate.self, RequestCustomer.self, ReviewCustomer.self, AcceptCustomer.self, RejectCustomer.self,
        HoldCustomer.self, ReleaseCustomer.self, BlockCustomer.self, ArchiveCustomer.self, UpdateCustomer.self,
        ImportCustomer.self, AddCustomerAddress.self, SetCreditLimit.self, IssueInvoice.self, IssueCreditMemo.self,
        RecordPayment.self, ApplyPayment.self, UnapplyPayment.self, RefundCredit.self, WriteOffReceivable.self,
    ]
}
