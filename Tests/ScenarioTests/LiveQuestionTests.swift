import Bridge
import Kernel
import Platform
import Testing

@Suite("What is only true now is asked now")
struct LiveQuestionTests {
    private let down = ConnectorError.transient("the ERP is not reached", retryAfterSeconds: nil)

    private func price(_ code: String) -> Question {
        Question(
            kind: "price",
            fields: ["item": .text(code), "quantity": .decimal(1), "currency": .text("NZD")])
    }

    @Test("price, availability and credit are answered by the ERP")
    func answered() async throws {
        let company = try await ScenarioCompany()
        let questions = company.suite.questions
        let price = try await questions.ask(price("SEAL-10"))
        #expect(price.fields["netUnitPrice"] == .decimal(18))
        #expect((price.source, price.isStale) == ("erp", false))
        let stock = try await questions.ask(Question(kind: "availability", fields: ["item": .text("SEAL-10")]))
        #expect(stock.fields["available"]?.text == "90 EA")
        let number = try company.office.customer().number
        let credit = try await questions.ask(Question(kind: "credit", fields: ["customer": .text(number)]))
        #expect(credit.fields["limit"]?.text == "50000.00 NZD")
        #expect(credit.source == "erp")
    }

    @Test("when the ERP cannot answer, the mirrored price stands, marked stale and with its age")
    func stale() async throws {
        let company = try await ScenarioCompany()
        company.simulated.advance(seconds: 3_600)
        company.erpLine.onQuestions = down
        let answer = try await company.suite.questions.ask(price("SEAL-10"))
        #expect(answer.fields["netUnitPrice"] == .decimal(18))
        #expect((answer.source, answer.isStale) == ("crm", true))
        let age = company.simulated.now.microseconds - answer.asOf.microseconds
        #expect(age >= 3_600_000_000)
        let number = try company.office.customer().number
        let credit = try await company.suite.questions.ask(
            Question(kind: "credit", fields: ["customer": .text(number)]))
        #expect(credit.isStale && credit.fields["limit"]?.text == "50000.00 NZD")
    }

    @Test("a refusal is an answer, and is passed on")
    func refused() async throws {
        let company = try await ScenarioCompany()
        var reasons: [Reason] = []
        do throws(ConnectorError) {
            _ = try await company.suite.questions.ask(price("XYZ-1"))
            Issue.record("there is no such item")
        } catch {
            if case .refused(let given) = error { reasons = given }
        }
        #expect(reasons.map(\.code) == [.notFound])
        #expect(reasons.first?.message == "There is no item 'XYZ-1'")
        #expect(reasons.first?.fixedBy == "operations")
    }
}
