import Bridge
import CRM
import Kernel
import Platform

extension SuiteConnector {
    /// The built-in CRM as the bridge meets it.
    public static func crm(_ bus: CommandBus) -> SuiteConnector {
        SuiteConnector(
            bus: bus, objects: crmObjects(bus.module),
            answers: ["price": { try mirroredPrice($0, $1, $2) }, "credit": { try mirroredCredit($0, $1, $2) }])
    }

    /// How each of its objects is read and written.
    public static func crmObjects(_ module: Module) -> [SuiteObject] {
        [
            SuiteObject(Account.self)
                .created(by: RecordCustomer.self).updated(by: RecordCustomer.self, id: "account"),
            SuiteObject(Contact.self).updated(by: UpdateContact.self, id: "contact"),
            SuiteObject.mirror(Product.self),
            SuiteObject.mirror(PriceBookEntry.self),
            SuiteObject(Quote.self)
                .updated(by: RecordQuoteOrder.self, id: "quote")
                .refused(by: RefuseQuote.self, id: "quote", reasons: "reasons")
                .waiting(by: RecordQuoteWait.self, id: "quote", words: "waitingFor"),
            SuiteObject.mirror(CustomerOrder.self),
            SuiteObject.mirror(CustomerShipment.self),
            SuiteObject.mirror(CustomerInvoice.self),
            SuiteObject.mirror(CustomerCreditMemo.self),
            SuiteObject.mirror(CustomerPayment.self),
            SuiteObject.mirror(InstalledUnit.self),
            SuiteObject(SupportCase.self)
                .showing("product.code", in: module)
                .updated(by: RecordReturnStatus.self, id: "supportCase")
                .refused(by: RefuseReturn.self, id: "supportCase", reasons: "reasons"),
        ]
    }

    /// The last mirrored price, with its age.
    private static func mirroredPrice(
        _ question: Question, _ session: any StoreSession, _ world: World
    ) throws -> Answer {
        guard
            let product = try session.all(
                Select<Product>().where(\.code, .equal, question.text("item"))
            ).first,
            let currency = try? Currency(question.text("currency")),
            let entry = try PriceBook.entry(
                for: product, quantity: question.decimal("quantity") ?? 1, currency: currency,
                on: question.date("date") ?? world.today(), in: session)
        else {
            throw Refusal(
                .notFound, "The mirrored price book has no price for '\(question.text("item"))'", field: "item",
                allowed: "an item with a price in \(question.text("currency"))", fixedBy: "operations")
        }
        return Answer(
            fields: [
                "unitPrice": .decimal(entry.unitPrice), "netUnitPrice": .decimal(entry.unitPrice),
                "discountPercent": .decimal(0), "product": .text(product.id.raw),
                "explanation": .text("mirrored price book \(entry.priceBook)"),
            ], asOf: entry.asOf, source: "crm")
    }

    /// The last mirrored credit figures of an account, with their age.
    private static func mirroredCredit(
        _ question: Question, _ session: any StoreSession, _ world: World
    ) throws -> Answer {
        let number = question.text("customer")
        guard let account = try session.all(Select<Account>().where(\.customerNumber, .equal, number)).first else {
            throw Refusal(.notFound, "No account is customer '\(number)'", field: "customer")
        }
        return Answer(
            fields: [
                "status": account.creditStatus.fieldValue, "exposure": account.creditExposure.fieldValue,
                "limit": account.creditLimit.fieldValue, "overdue": account.overdue.fieldValue,
            ], asOf: account.customerAsOf ?? Instant(microseconds: 0), source: "crm")
    }
}

extension SuiteObject {
    /// A mirror is written by the one command for mirrors.
    static func mirror<Document: MirrorDocument>(_ type: Document.Type) -> SuiteObject {
        SuiteObject(type).created(by: RecordMirror<Document>.self).updated(by: RecordMirror<Document>.self, id: "id")
    }
}
