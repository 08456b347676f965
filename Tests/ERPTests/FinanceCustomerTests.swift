import Kernel
import Platform
import Testing

@testable import ERP

@Suite struct FinanceCustomerTests {
    let house: FinanceHouse
    init() throws { house = try FinanceHouse() }

    private func harbour() -> RequestCustomer {
        var request = RequestCustomer(legalName: "Harbour Marine Limited")
        request.fields[\.nzbn] = "9429041535134"
        request.fields[\.taxNumber] = "49-091-850"
        request.fields[\.postcode] = "1010"
        return request
    }

    @Test func aRequestWaitsForFinanceAndIsAccepted() throws {
        let id = try house.run(harbour())
        #expect(try house.load(id).state == .requested)
        #expect(try house.load(id).number == "CUS-000001")
        #expect(try house.load(id).currency == .nzd)
        try house.run(ReviewCustomer(customer: id, note: "credit report asked for"))
        let careless = AcceptCustomer(customer: id, terms: ID("NET99"), creditLimit: .none)
        #expect(house.codes(careless) == [.requiredField, .notFound])
        let foreign = AcceptCustomer(customer: id, terms: ID("NET20"), creditLimit: try greenback("5.00"))
        #expect(house.codes(foreign) == [.creditLimitCurrency])
        try house.run(
            AcceptCustomer(customer: id, terms: ID("NET20"), creditLimit: try kiwi("5000.00"), note: "good"))
        let customer = try house.load(id)
        #expect(customer.state == .active)
        #expect(customer.decidedBy == "system")
        #expect(try house.load(ID<CreditStatus>(id.raw)).available == (try kiwi("5000.00")))
        #expect(house.codes(careless) == [.wrongState])
    }

    @Test func theSameCustomerTwiceIsNamed() throws {
        try house.run(harbour())
        var again = harbour()
        again.fields[\.legalName] = "HARBOUR  Marine, Limited"
        let refusal = try #require(house.refusal(of: again))
        #expect(refusal.reasons.map(\.field) == ["taxNumber", "nzbn", "legalName"])
        #expect(refusal.reasons.allSatisfy { $0.code == .duplicateCustomer })
        #expect(refusal.reasons[0].message.contains("CUS-000001"))
        var namesake = RequestCustomer(legalName: "Harbour Marine Limited")
        namesake.fields[\.postcode] = "6011"
        try house.run(namesake)
    }

    @Test func aRejectedRequestMayComeAgain() throws {
        let id = try house.run(harbour())
        #expect(house.codes(RejectCustomer(customer: id, reason: "")) == [.missingReason])
        try house.run(RejectCustomer(customer: id, reason: "no guarantor"))
        #expect(try house.load(id).decisionNote == "no guarantor")
        try house.run(harbour())
    }

    @Test func aWrongBusinessNumberIsRefused() throws {
        var request = harbour()
        request.fields[\.nzbn] = "9429039501976"
        request.fields[\.abn] = "99999999999"
        #expect(house.codes(request) == [.invalidValue, .invalidValue])
    }

    @Test func onlyWhatIsMentionedChanges() throws {
        let id = try house.run(harbour())
        var update = UpdateCustomer(customer: id)
        update.fields[\.phone] = "+64 9 555 0100"
        update.fields[\.taxNumber] = ""
        try house.run(update)
        let customer = try house.load(id)
        #expect(customer.phone == "+64 9 555 0100")
        #expect(customer.taxNumber == "")
        #expect(customer.nzbn == "9429041535134")
        try house.run(RejectCustomer(customer: id, reason: "no"))
        #expect(house.codes(update) == [.wrongState])
    }

    @Test func holdReleaseBlockAndArchive() throws {
        let id = try house.customer()
        #expect(house.codes(ReleaseCustomer(customer: id)) == [.wrongState])
        try house.run(HoldCustomer(customer: id, reason: "cheques bounce"))
        #expect(try house.load(id).holdReason == "cheques bounce")
        try house.run(ReleaseCustomer(customer: id, note: "paid"))
        #expect(try house.load(id).state == .active)
        try house.run(BlockCustomer(customer: id, reason: "in court"))
        try house.run(ArchiveCustomer(customer: id, reason: "settled"))
        #expect(house.codes(SetCreditLimit(customer: id, limit: try kiwi("1.00"))) == [.wrongState])
        #expect(house.codes(HoldCustomer(customer: ID("nobody"), reason: "x")) == [.notFound])
    }

    @Test func twinsAreFoundAmongThoseOfOneCommitToo() throws {
        var (known, first, twin, other) = (
            ImportCustomer(legalName: "Kauri Boats"), ImportCustomer(legalName: "Rimu Yachts"),
            ImportCustomer(legalName: "Totara Sails"), ImportCustomer(legalName: "Kauri Boats Ltd")
        )
        known.fields[\.taxNumber] = "35901981"
        first.fields[\.taxNumber] = "49091850"
        twin.fields[\.taxNumber] = "49-091-850"
        other.fields[\.taxNumber] = "35-901-981"
        try house.run(known)
        let outcomes = try house.bus.run([first, twin, other].map { CommandCall($0, by: .system) })
        let fields = outcomes.map { outcome in
            guard case .refused(let refusal) = outcome else { return [String?]() }
            return refusal.reasons.filter { $0.code == .duplicateCustomer }.map(\.field)
        }
        #expect(fields == [[], ["taxNumber"], ["taxNumber", "legalName"]])
    }

    @Test func oldCustomersAreImportedWithTheirNumbers() throws {
        var old = ImportCustomer(legalName: "Ngāti Pāoa Aquaculture")
        old.fields[\.number] = "10045"
        old.fields[\.terms] = ID("20EOM")
        old.fields[\.creditLimit] = try kiwi("20000.00")
        let id = try house.run(old)
        #expect(try house.load(id).state == .active)
        old.fields[\.legalName] = "Another"
        #expect(house.codes(old) == [.duplicate])
        old.fields[\.number] = "10046"
        old.fields[\.legalName] = "NGATI PAOA AQUACULTURE"
        #expect(house.codes(old) == [.duplicateCustomer])
        old.allowSameName = true
        try house.run(old)
        var address = AddCustomerAddress()
        address.fields[\.customer] = id
        address.fields[\.name] = "Jetty"
        address.fields[\.street] = "1 Wharf Road"
        try house.run(address)
        #expect(house.codes(address) == [.duplicate])
    }
}
