import Kernel
import Platform
import Testing

/// An amount whose currency nobody has said yet is not known: null, in both directions.
@Suite("Amounts not known yet over HTTP")
struct UnknownAmountTests {
    let company: APICompany
    init() throws {
        company = try APICompany()
        try company.hire("mere", [.sales])
    }

    @Test("an amount that was never given reads as null, and null can be sent back")
    func unknown() async throws {
        try await company.open { api in
            let made = try await api.post("/api/crm/accounts", #"{"name":"Harbour Marine","annualRevenue":null}"#)
            #expect(made.status == 201, "\(made.text)")
            let place = try #require(made.headers[.location])
            #expect(try await api.get(place)["annualRevenue"] == .null)
            let anyTag = ["If-Match": "*"]
            let known = try await api.patch(place, #"{"annualRevenue":"1200000.00 NZD"}"#, as: "mere", anyTag)
            #expect(known.status == 200, "\(known.text)")
            #expect(try await api.get(place)["annualRevenue"]?.string == "1200000.00 NZD")
            let emptied = try await api.patch(place, #"{"annualRevenue":null}"#, as: "mere", anyTag)
            #expect(emptied.status == 200, "\(emptied.text)")
            #expect(try await api.get(place)["annualRevenue"] == .null)
            let page = try await api.get("/api/crm/accounts")
            #expect(page.status == 200 && !page.text.contains("XXX"), "\(page.text)")
            let nothing = try await api.patch(place, #"{"annualRevenue":"0.00 XXX"}"#, as: "mere", anyTag)
            #expect(nothing.status == 200, "\(nothing.text)")
        }
    }

    @Test("a quantity with a space before it is refused at its place, with the form that is allowed")
    func space() async throws {
        try await company.open { api in
            let account = try await api.post("/api/crm/accounts", #"{"name":"Harbour Marine"}"#)
            let id = account["answer"]?.string ?? ""
            for text in [" 1 EA", "1  EA", "1 EA "] {
                let quote = try await api.post(
                    "/api/crm/quotes", #"{"account":"\#(id)","lines":[{"quantity":"\#(text)"}]}"#)
                let reason = try #require(quote.error(at: "/lines/0/quantity"), "\(quote.text)")
                #expect(quote.status == 422 && reason["code"]?.string == "invalidValue", "\(quote.text)")
                #expect(reason["allowed"]?.string?.isEmpty == false, "\(quote.text)")
            }
        }
    }
}
