import Kernel
import Platform
import Serving
import Testing

/// Too much is said to be too much, with when to come again.
@Suite("Limits")
struct LimitTests {
    @Test("an empty bucket is 429 with Retry-After, fills again with time, and is each actor's own")
    func buckets() async throws {
        let company = try APICompany(rateLimit: RateLimit(perSecond: 2, burst: 3))
        try company.hire("mere", [.sales])
        try company.hire("moana", [.salesManager])
        try await company.open { api in
            for _ in 1...3 { #expect(try await api.get("/api/crm/accounts").status == 200) }
            let fourth = try await api.get("/api/crm/accounts")
            #expect(fourth.status == 429 && fourth.type == "application/problem+json")
            #expect(fourth.headers[.retryAfter] == "1")
            #expect(try await api.get("/api/crm/accounts", as: "moana").status == 200)
            company.clock.advance(seconds: 1)
            for _ in 1...2 { #expect(try await api.get("/api/crm/accounts").status == 200) }
            #expect(try await api.get("/api/crm/accounts").status == 429)
            #expect(try await api.get("/health", as: nil).status == 200)
        }
    }
}
