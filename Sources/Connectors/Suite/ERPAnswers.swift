import Bridge
import ERP
import Kernel
import Platform

/// The ERP's live answers: what only it knows, and only now.
extension SuiteConnector {
    static func price(_ question: Question, _ session: any StoreSession, _ world: World) throws -> Answer {
        let item = try item(question, session)
        let customer = try session.all(
            Select<Customer>().where(\.number, .equal, question.text("customer"))
        ).first
        let currency = try Currency(question.text("currency"))
        let answer = try Pricing.price(
            item, for: customer, quantity: question.decimal("quantity") ?? 1, unit: item.baseUnit,
            currency: currency, on: question.date("date") ?? world.today(), in: SnapshotReader(session))
        return Answer(
            fields: [
                "item": .text(item.id.raw), "unitPrice": .decimal(answer.unitPrice),
                "discountPercent": .decimal(answer.discountPercent), "netUnitPrice": .decimal(answer.netUnitPrice),
                "amount": .money(answer.amount), "explanation": .text(answer.text),
            ], asOf: world.now(), source: "erp")
    }

    static func availability(_ question: Question, _ session: any StoreSession, _ world: World) throws -> Answer {
        let item = try item(question, session)
        let available = try Availability.available(item, in: SnapshotReader(session))
        return Answer(
            fields: ["item": .text(item.id.raw), "available": .quantity(available)], asOf: world.now(), source: "erp")
    }

    static func credit(_ question: Question, _ session: any StoreSession, _ world: World) throws -> Answer {
        let number = question.text("customer")
        guard let customer = try session.all(Select<Customer>().where(\.number, .equal, number)).first else {
            throw Refusal(.notFound, "There is no customer '\(number)'", field: "customer")
        }
        let status = try session.all(Select<CreditStatus>().where(\.customer, .equal, customer.id)).first
        return Answer(
            fields: [
                "status": status?.status.fieldValue ?? .null, "exposure": status?.exposure.fieldValue ?? .null,
                "available": status?.available.fieldValue ?? .null, "limit": customer.creditLimit.fieldValue,
                "overdue": status?.overdue.fieldValue ?? .null,
            ], asOf: world.now(), source: "erp")
    }

    private static func item(_ question: Question, _ session: any StoreSession) throws -> Item {
        let code = question.text("item")
        guard let item = try session.all(Select<Item>().where(\.code, .equal, code)).first else {
            throw Refusal(
                .notFound, "There is no item '\(code)'", field: "item", allowed: "the code of an item",
                fixedBy: "operations")
        }
        return item
    }
}
