import Kernel
import Platform

/// The CRM: who we sell to, what we offer them, and everything that the ERP tells us about them.
public enum CRM {
    public static let module = Module(
        name: "crm", schemaVersion: 1, objects: own + mirrors, commands: selling + service + mirroring)

    /// What the CRM owns.
    static let own: [any BusinessObject.Type] = [
        CRMSettings.self, Account.self, AccountAddress.self, AccountRelation.self, Contact.self, ContactRole.self,
        OpportunityStage.self, Opportunity.self, OpportunityStageChange.self, Lead.self, Product.self,
        PriceBookEntry.self, Quote.self, QuoteLine.self, QuoteLink.self,
    ]

    /// What the ERP owns, and the cases and activities that refer to it.
    static let mirrors: [any BusinessObject.Type] = [
        CustomerOrder.self, CustomerOrderLine.self, CustomerShipment.self, CustomerShipmentLine.self,
        CustomerInvoice.self, CustomerInvoiceLine.self, CustomerCreditMemo.self, CustomerCreditMemoLine.self,
        CustomerPayment.self, CustomerPaymentApplication.self, InstalledUnit.self, SupportCase.self, Activity.self,
        Note.self,
    ]

    static let selling: [any Command.Type] = [
        SetUpCRM.self, ChangeSettings.self, CreateAccount.self, UpdateAccount.self, AddAddress.self,
        UpdateAddress.self, SetParentAccount.self, RelateAccounts.self, CreateContact.self, UpdateContact.self,
        AssignContactRole.self, EndContactRole.self, CreateLead.self, QualifyLead.self, DisqualifyLead.self,
        ConvertLead.self, CreateStage.self, CreateOpportunity.self, UpdateOpportunity.self, MoveOpportunity.self,
        WinOpportunity.self, LoseOpportunity.self, ReopenOpportunity.self, CreateQuote.self, UpdateQuote.self,
        ChangeQuoteLines.self, AddQuoteLine.self, RemoveQuoteLine.self, SubmitQuote.self, ApproveQuote.self,
        RejectQuote.self, PresentQuote.self, ShareQuote.self, AcceptQuote.self, DeclineQuote.self, ExpireQuotes.self,
        ReviseQuote.self, ResubmitQuote.self,
    ]

    static let service: [any Command.Type] = [
        ScheduleActivity.self, CompleteActivity.self, CancelActivity.self, LogActivity.self, AddNote.self,
        OpenCase.self, RequestReturn.self, CloseCase.self, ReopenCase.self,
    ]

    /// What the bridge alone writes.
    static let mirroring: [any Command.Type] = [
        RecordCustomer.self, RefuseQuote.self, RecordQuoteWait.self, RecordQuoteOrder.self,
        RecordReturnStatus.self, RefuseReturn.self, RecordMirror<Product>.self, RecordMirror<PriceBookEntry>.self,
        RecordMirror<CustomerOrder>.self, RecordMirror<CustomerShipment>.self, RecordMirror<CustomerInvoice>.self,
        RecordMirror<CustomerCreditMemo>.self, RecordMirror<CustomerPayment>.self,
        RecordMirror<InstalledUnit>.self,
    ]
}
