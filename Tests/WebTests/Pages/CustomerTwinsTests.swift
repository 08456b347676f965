import ERP
import Kernel
import Platform
import Testing

@testable import Web

/// Finance is shown who a new customer may already be.
@Suite struct CustomerTwinsTests {
    @Test(arguments: ["Harbour Marine Limited", "HARBOUR MARINE", "Harbour  Marine (Pty) Ltd", "Harbour Marine, Inc."])
    func aTwinIsFoundWhateverItsLegalForm(name: String) async throws {
        let company = try await PagesCompany()
        var request = RequestCustomer(legalName: name)
        request.fields[\.postcode] = "3110"
        try company.suite.erp.run(request, by: .system)
        let page = try await company.get("/bridge/approvals", as: .clerk).html
        #expect(page.contains("Harbour Marine Ltd") && page.contains("the same name"), "\(name)")
    }

    @Test func anotherHouseIsNoTwin() async throws {
        let company = try await PagesCompany()
        for name in ["Harbour Marine Services Ltd", "Limited Harbour Marine"] {
            var request = RequestCustomer(legalName: name)
            request.fields[\.postcode] = "3110"
            try company.suite.erp.run(request, by: .system)
        }
        #expect(try await !company.get("/bridge/approvals", as: .clerk).html.contains("the same name"))
    }
}
