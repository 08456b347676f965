import Kernel
import Platform
import Testing

/// The same request again is the same request: whatever happens between, its effect is there once.
@Suite("Repeated requests")
struct IdempotencyTests {
    let company: APICompany
    init() throws {
        company = try APICompany()
        try company.hire("mere", [.sales])
        try company.hire("moana", [.salesManager])
    }

    private func accounts() throws -> Int {
        try company.suite.crm.store.read { try $0.integer("SELECT count(*) FROM account") }
    }

    @Test("a repetition gives the first answer; another body under the key is refused; keys belong to their owner")
    func replay() async throws {
        try await company.open { api in
            let key = ["Idempotency-Key": "order-1"]
            let first = try await api.post("/api/crm/accounts", #"{"name":"Harbour Marine"}"#, as: "mere", key)
            let again = try await api.post("/api/crm/accounts", #"{ "name" : "Harbour Marine" }"#, as: "mere", key)
            #expect(first.status == 201 && again.status == 201)
            #expect(first["answer"] == again["answer"] && first["replayed"] == .bool(false))
            #expect(again["replayed"] == .bool(true) && again.headers[.init("Idempotency-Replayed")!] == "true")
            let other = try await api.post("/api/crm/accounts", #"{"name":"Kauri Pumps"}"#, as: "mere", key)
            #expect(other.status == 422 && other.codes == ["keyReused"])
            let hers = try await api.post("/api/crm/accounts", #"{"name":"Kauri Pumps"}"#, as: "moana", key)
            #expect(hers.status == 201 && hers["replayed"] == .bool(false))
        }
        #expect(try accounts() == 2)
    }

    @Test("fifty at once have one effect")
    func fiftyAtOnce() async throws {
        try await company.open { api in
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 1...50 {
                    group.addTask {
                        let answer = try await api.post(
                            "/api/crm/accounts", #"{"name":"Harbour Marine"}"#, as: "mere", ["Idempotency-Key": "fifty"]
                        )
                        return answer["answer"]?.string ?? answer.text
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(answers.count == 1)
        }
        #expect(try accounts() == 1)
    }

    @Test("when the process dies after the commit, the repetition gives the answer that nobody heard")
    func afterCrash() async throws {
        try await company.open { api in
            company.clock.crashAfterNextCommit()
            let key = ["Idempotency-Key": "crash"]
            let lost = try await api.post("/api/crm/accounts", #"{"name":"Harbour Marine"}"#, as: "mere", key)
            #expect(lost.status >= 500)
            let again = try await api.post("/api/crm/accounts", #"{"name":"Harbour Marine"}"#, as: "mere", key)
            #expect(again.status == 201 && again["replayed"] == .bool(true))
        }
        #expect(try accounts() == 1)
    }
}
