/// What each role may do and read out of the box: the one page to read, and to change, about rights. At a company's
/// first start it is copied into its tables, where an integration admin goes on from it; a new object or command
/// needs its line here, or a test fails. The sheets say who:
///
///     S sales · M sales manager · F finance · O operations · W warehouse · C support · K marketing
///     I integration admin · A auditor · E executive
public enum StandardRoles {
    /// Permission: who has it. Only dots: nobody but the system and the bridge.
    static let commands = """
        crm account.create            S M . . . . . . . .
        crm account.update            S M . . . . . . . .
        crm activity.write            S M . . . C K . . .
        crm case.write                S M . . . C . . . .
        crm contact.create            S M . . . C . . . .
        crm contact.update            S M . . . C . . . .
        crm import.withdraw           S M . . . C K . . .
        crm lead.convert              S M . . . . . . . .
        crm lead.create               S M . . . . K . . .
        crm lead.update               S M . . . . K . . .
        crm mirror.write              . . . . . . . . . .
        crm note.add                  S M . . . C K . . .
        crm opportunity.create        S M . . . . . . . .
        crm opportunity.update        S M . . . . . . . .
        crm opportunityStage.create   . M . . . . . . . .
        crm quote.accept              S M . . . . . . . .
        crm quote.approve             . M . . . . . . . .
        crm quote.change              S M . . . . . . . .
        crm quote.create              S M . . . . . . . .
        crm quote.decline             S M . . . . . . . .
        crm quote.expire              . M . . . . . . . .
        crm quote.present             S M . . . . . . . .
        crm quote.resubmit            S M . . . . . I . .
        crm quote.revise              S M . . . . . . . .
        crm quote.submit              S M . . . . . . . .
        crm settings.change           . . . . . . . I . .
        erp company.setUp             . . F . . . . . . .
        erp creditMemo.issue          . . F . . . . . . .
        erp customer.accept           . . F . . . . . . .
        erp customer.addAddress       . . F . . . . . . .
        erp customer.archive          . . F . . . . . . .
        erp customer.block            . . F . . . . . . .
        erp customer.hold             . . F . . . . . . .
        erp customer.import           . . F . . . . . . .
        erp customer.reject           . . F . . . . . . .
        erp customer.release          . . F . . . . . . .
        erp customer.request          . . F . . . . . . .
        erp customer.review           . . F . . . . . . .
        erp customer.setCreditLimit   . . F . . . . . . .
        erp customer.update           . . F . . . . . . .
        erp import.withdraw           . . F O W . . . . .
        erp invoice.issue             . . F . . . . . . .
        erp item.create               . . . O . . . . . .
        erp item.update               . . . O . . . . . .
        erp journal.post              . . F . . . . . . .
        erp journal.reverse           . . F . . . . . . .
        erp offer.create              . . . O . . . . . .
        erp order.cancel              . . . O . . . . . .
        erp order.change              . . . O . . . . . .
        erp order.hold                . . . O . . . . . .
        erp order.place               . . . O . . . . . .
        erp order.release             . . F O . . . . . .
        erp order.substitute          . . . O . . . . . .
        erp payment.apply             . . F . . . . . . .
        erp payment.record            . . F . . . . . . .
        erp payment.refund            . . F . . . . . . .
        erp payment.unapply           . . F . . . . . . .
        erp period.close              . . F . . . . . . .
        erp period.lock               . . F . . . . . . .
        erp period.open               . . F . . . . . . .
        erp price.createList          . . . O . . . . . .
        erp price.set                 . . . O . . . . . .
        erp receivable.writeOff       . . F . . . . . . .
        erp return.authorise          . . F O . . . . . .
        erp return.close              . . . O . . . . . .
        erp return.dispose            . . . O W . . . . .
        erp return.receive            . . . O W . . . . .
        erp return.reject             . . . O . . . . . .
        erp return.request            . . . O . . . . . .
        erp shipment.create           . . . O W . . . . .
        erp stock.adjust              . . . O W . . . . .
        erp stock.count               . . . O W . . . . .
        erp tax.changeRate            . . F . . . . . . .
        erp warehouse.create          . . . O . . . . . .
        bridge approval.decide        . M F . . . . I . .
        bridge conflict.resolve       . . . . . . . I . .
        bridge delivery.replay        . . . . . . . I . .
        bridge recipe.install         . . . . . . . . . .
        bridge recipe.publish         . . . . . . . I . .
        bridge recipe.save            . . . . . . . I . .
        bridge recipe.try             . . . O . . . I . .
        bridge role.define            . . . . . . . I . .
        bridge role.grant             . . . . . . . I . .
        bridge role.installStandard   . . . . . . . . . .
        bridge role.withdraw          . . . . . . . I . .
        bridge session.recordFailure  . . . . . . . . . .
        bridge session.revoke         . . . . . . . I . .
        bridge session.signIn         . . . . . . . . . .
        bridge session.touch          . . . . . . . . . .
        bridge token.revoke           . . . . . . . I . .
        bridge token.touch            . . . . . . . . . .
        bridge user.create            . . . . . . . I . .
        bridge user.deactivate        . . . . . . . I . .
        bridge user.link              . . . . . . . I . .
        bridge user.reactivate        . . . . . . . I . .
        bridge user.resetPassword     . . . . . . . I . .
        bridge user.update            . . . . . . . I . .
        bridge webhook.deliver        . . . . . . . . . .
        bridge webhook.manage         . . . . . . . I . .
        """

    /// Object: whose records are read. A capital: all; small and `=`: his team's (`s=`); a dot: none.
    static let reading = """
        crm Account                   S  M F O . C K I A E
        crm AccountAddress            S  M F O . C K I A E
        crm AccountRelation           S  M . . . C K I A E
        crm Activity                  s= M . . . C k= I A E
        crm CRMSettings               S  M . . . . . I A E
        crm Contact                   S  M F O . C K I A E
        crm ContactRole               S  M F O . C K I A E
        crm CustomerCreditMemo        S  M F O . C . I A E
        crm CustomerCreditMemoLine    S  M F O . C . I A E
        crm CustomerInvoice           S  M F O . C . I A E
        crm CustomerInvoiceLine       S  M F O . C . I A E
        crm CustomerOrder             S  M F O . C . I A E
        crm CustomerOrderLine         S  M F O . C . I A E
        crm CustomerPayment           S  M F O . C . I A E
        crm CustomerPaymentApplication S M F O . C . I A E
        crm CustomerShipment          S  M F O . C . I A E
        crm CustomerShipmentLine      S  M F O . C . I A E
        crm InstalledUnit             S  M . O . C . I A E
        crm Lead                      s= M . . . . K I A E
        crm Note                      S  M F . . C k= I A E
        crm Opportunity               s= M F . . . K I A E
        crm OpportunityStage          S  M F . . . K I A E
        crm OpportunityStageChange    s= M . . . . . I A E
        crm PriceBookEntry            S  M F O . C . I A E
        crm Product                   S  M F O W C K I A E
        crm Quote                     s= M F O . . . I A E
        crm QuoteLine                 s= M F O . . . I A E
        crm QuoteLink                 s= M . . . . . I A .
        crm SupportCase               S  M F O . C . I A E
        erp Company                   S  M F O W C K I A E
        erp CreditMemo                .  . F O . . . I A E
        erp CreditMemoLine            .  . F O . . . I A E
        erp CreditStatus              .  . F O . . . I A E
        erp Customer                  .  . F O W . . I A E
        erp CustomerAddress           .  . F O W . . I A E
        erp CustomerPayment           .  . F . . . . I A E
        erp Invoice                   .  . F O . . . I A E
        erp InvoiceLine               .  . F O . . . I A E
        erp Item                      S  M F O W C K I A E
        erp ItemUnit                  S  M F O W C K I A E
        erp JournalEntry              .  . F . . . . . A E
        erp JournalLine               .  . F . . . . . A E
        erp KitComponent              S  M F O W C K I A E
        erp LedgerAccount             .  . F . . . . . A E
        erp LotStock                  .  . F O W . . I A E
        erp OrderHold                 .  . F O W . . I A E
        erp PaymentApplication        .  . F . . . . I A E
        erp PaymentTerms              S  M F O . . . I A E
        erp Period                    .  . F O . . . . A E
        erp PeriodBalance             .  . F . . . . . A E
        erp PriceList                 S  M F O . . K I A E
        erp PriceListLine             S  M F O . . K I A E
        erp ReceivableItem            .  . F . . . . I A E
        erp Reservation               .  . F O W . . I A E
        erp ReturnAuthorization       .  . F O W C . I A E
        erp ReturnLine                .  . F O W C . I A E
        erp SalesOrder                .  . F O W . . I A E
        erp SalesOrderLine            .  . F O W . . I A E
        erp SerialUnit                .  . F O W C . I A E
        erp Shipment                  .  . F O W . . I A E
        erp ShipmentLine              .  . F O W . . I A E
        erp SpecialOffer              S  M F O . . K I A E
        erp SpecialOfferItem          S  M F O . . K I A E
        erp StockCount                .  . F O W . . . A E
        erp StockCountLine            .  . F O W . . . A E
        erp StockLevel                S  M F O W C . I A E
        erp StockMove                 .  . F O W . . . A E
        erp TaxCode                   S  M F O . . . I A E
        erp TaxEntry                  .  . F . . . . . A E
        erp Warehouse                 S  M F O W C . I A E
        bridge Approval               .  M F O . . . I A E
        bridge CompanyRecipe          .  . F O . . . I A E
        bridge Conflict               .  . F O . . . I A E
        bridge Delivery               .  . F O . . . I A E
        bridge ImportRun              .  . . . . . . I A E
        bridge ImportedRow            .  . . . . . . I A E
        bridge Link                   .  . F O . . . I A E
        bridge Node                   .  . . O . . . I A E
        bridge JobLease               .  . . . . . . I A .
        bridge RecipePublication      .  . F O . . . I A E
        bridge RecipeVersion          .  . F O . . . I A E
        bridge SourceCursor           .  . . . . . . I A .
        bridge APIToken               .  . . . . . . I A .
        bridge RoleDefinition         .  . . . . . . I A E
        bridge RoleMembership         .  . . . . . . I A E
        bridge RoleRule               .  . . . . . . I A E
        bridge SavedView              .  . . . . . . . A .
        bridge Session                .  . . . . . . I A .
        bridge TeamView               .  . . . . . . I A .
        bridge User                   S  M F O W C K I A E
        bridge WebhookDelivery        .  . . . . . . I A .
        bridge WebhookSubscription    .  . . . . . . I A .
        """

    /// Field: from whom it is hidden. `sensitive` stands for every field declared so: costs, margins, stock values.
    static let hidden = """
        erp sensitive                 S M . . W C K I . .
        erp Company.writeOffTolerance S M . O W C K I . .
        erp Customer.creditLimit      . . . . W . . . . .
        erp Customer.taxNumber        . . . . W . . . . .
        bridge User.email             S M F O W C K . . .
        bridge User.externalID        S M F O W C K . . E
        bridge User.failedSignIns     S M F O W C K . . E
        bridge User.isTOTPOn          S M F O W C K . . E
        bridge User.lockedUntil       S M F O W C K . . E
        bridge User.mustChangePassword S M F O W C K . . E
        bridge WebhookDelivery.payload S M F O W C K . A E
        """

    /// In the order of the sheets' columns, with what each is for.
    public static let roles: [(role: Role, purpose: String)] = [
        (.sales, "Wins customers and orders: leads, deals and quotes of the team; what customers bought and owe"),
        (.salesManager, "All that the sales people have, their approvals, and the sales process"),
        (.finance, "Customers' terms and credit, invoices, money, the ledger and its close"),
        (.operations, "Orders, items, prices, stock, shipments and returns"),
        (.warehouse, "Ships, counts and receives: quantities, never values"),
        (.support, "Cases, warranties and returns; what the customer has and ordered"),
        (.marketing, "Leads, and what came of them"),
        (.integrationAdmin, "People and roles; what the two systems tell each other, and what stopped on the way"),
        (.auditor, "Reads everything, changes nothing"),
        (.executive, "Reads all business figures, changes nothing"),
    ]
}
