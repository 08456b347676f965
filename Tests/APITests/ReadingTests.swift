import Kernel
import Platform
import Testing

/// Reading over HTTP: pages, filters, one record, and nothing that one may not see.
@Suite("Reading over HTTP")
struct ReadingTests {
    let company: APICompany
    init() throws {
        company = try APICompany()
        try company.hire("mere", [.sales])
    }

    @Test("whoever has not signed in gets 401 as a problem, and nothing else")
    func nobody() async throws {
        try await company.open { api in
            let answer = try await api.get("/api/crm/accounts", as: nil)
            #expect(answer.status == 401)
            #expect(answer.type == "application/problem+json")
            #expect(answer.headers[.wwwAuthenticate] == "Bearer")
            let wrong = try await api.get("/api/crm/accounts", as: nil, ["Authorization": "Bearer tnd_wrong"])
            #expect(wrong.status == 401 && wrong.type == "application/problem+json")
        }
    }

    @Test("a list is paged by its cursor until every account was seen once")
    func pages() async throws {
        try await company.open { api in
            for number in 1...7 {
                let made = try await api.post("/api/crm/accounts", #"{"name":"Boatyard \#(number)"}"#)
                #expect(made.status == 201, "\(made.text)")
            }
            var seen: [String] = []
            var cursor = ""
            repeat {
                let page = try await api.get(
                    "/api/crm/accounts?limit=3&sort=name&fields=name" + (cursor.isEmpty ? "" : "&cursor=\(cursor)"))
                #expect(page.status == 200, "\(page.text)")
                let items = page["items"]?.array ?? []
                seen += items.compactMap { $0["name"]?.string }
                #expect(items.allSatisfy { $0["city"] == nil })
                cursor = page["next"]?.string ?? ""
                #expect((page["hasMore"] == .bool(true)) == !cursor.isEmpty)
            } while !cursor.isEmpty
            #expect(seen == (1...7).map { "Boatyard \($0)" })
        }
    }

    @Test("filters compare, and what cannot be asked is said with all reasons")
    func filters() async throws {
        try await company.open { api in
            for (name, city) in [("Harbour Marine", "Auckland"), ("Kauri Pumps", "Nelson"), ("Bluff Oysters", "Bluff")]
            {
                _ = try await api.post("/api/crm/accounts", #"{"name":"\#(name)","city":"\#(city)"}"#)
            }
            let nelson = try await api.get("/api/crm/accounts?filter%5Bcity%5D=Nelson")
            #expect(nelson["items"]?.array?.compactMap { $0["name"]?.string } == ["Kauri Pumps"])
            // Forms and many libraries send a space as a plus, and a plus as %2B.
            let spaced = try await api.get("/api/crm/accounts?filter%5Bname%5D=Kauri+Pumps")
            #expect(spaced["items"]?.array?.compactMap { $0["city"]?.string } == ["Nelson"])
            let plus = try await api.get("/api/crm/accounts?filter%5Bname%5D=Kauri%2BPumps")
            #expect(plus["items"]?.array?.isEmpty == true)
            // No text has the character NUL, and so has no address.
            let unstorable = try await api.get("/api/crm/accounts?filter%5Bname%5D=Kauri%00Pumps")
            #expect(unstorable.status == 400 && unstorable.type == "application/problem+json")
            #expect(try await api.get("/api/crm/accounts/Kauri%00Pumps").status == 404)
            let others = try await api.get("/api/crm/accounts?filter%5Bcity%5D%5BnotEqual%5D=Nelson&sort=-name")
            #expect(others["items"]?.array?.compactMap { $0["name"]?.string } == ["Harbour Marine", "Bluff Oysters"])
            let bad = try await api.get("/api/crm/accounts?filter%5Bcolour%5D=red&sort=size")
            #expect(bad.status == 400 && bad.codes == ["unknownField", "unknownField"], "\(bad.text)")
            for path in [
                "limit=0", "limit=501", "colour=red", "filter%5B=x", "cursor=zz", "filter%5Bcity%5D%5Bnear%5D=x",
            ] {
                let answer = try await api.get("/api/crm/accounts?" + path)
                #expect(answer.status == 400 && answer.type == "application/problem+json", "\(path): \(answer.text)")
                #expect(!answer.codes.isEmpty)
            }
        }
    }

    @Test("one record has its version as ETag, and is not sent twice")
    func one() async throws {
        try await company.open { api in
            let made = try await api.post("/api/crm/accounts", #"{"name":"Harbour Marine"}"#)
            let place = try #require(made.headers[.location])
            let record = try await api.get(place)
            #expect(record.status == 200 && record["name"]?.string == "Harbour Marine")
            #expect(record["annualRevenue"] == .null && record["version"]?.integer == 1)
            let tag = try #require(record.headers[.eTag])
            let again = try await api.get(place, as: "mere", ["If-None-Match": tag])
            #expect(again.status == 304 && again.text.isEmpty && again.headers[.eTag] == tag)
            let missing = try await api.get("/api/crm/accounts/nowhere")
            #expect(missing.status == 404 && missing.codes == ["notFound"])
        }
    }

    @Test("what is not there, and what a method is not for, is said with what there is")
    func addresses() async throws {
        try await company.open { api in
            let hr = try await api.get("/api/hr/people")
            #expect(hr.status == 404 && hr["allowed"]?.string == "crm, erp, bridge")
            let things = try await api.get("/api/crm/things")
            #expect(things.status == 404 && things["allowed"]?.string?.contains("price-book-entries") == true)
            let put = try await api.ask(.put, "/api/crm/accounts", "{}", as: "mere")
            #expect(put.status == 405 && put.headers[.allow] == "GET, POST")
            let head = try await api.ask(.head, "/api/crm/accounts", as: "mere")
            #expect(head.status == 200 && head.text.isEmpty)
        }
    }

    @Test("the feed tells what happened, waits when asked to, and refuses what is no place in it")
    func feed() async throws {
        try await company.open { api in
            let made = try await api.post("/api/crm/accounts", #"{"name":"Harbour Marine"}"#)
            let page = try await api.get("/api/crm/changes")
            let changes = try #require(page["changes"]?.array)
            #expect(changes.contains { $0["id"]?.string == made["answer"]?.string })
            #expect(page["next"]?.integer == changes.last?["sequence"]?.integer)
            async let waiting = api.get("/api/crm/changes?after=\(page["next"]?.integer ?? 0)&wait=10")
            try await Task.sleep(for: .milliseconds(50))
            _ = try await api.post("/api/crm/accounts", #"{"name":"Kauri Pumps"}"#)
            let heard = try await waiting
            #expect(heard["changes"]?.array?.count == 1)
            for path in ["after=yesterday", "after=-1", "limit=0", "limit=1001", "wait=99"] {
                let answer = try await api.get("/api/crm/changes?" + path)
                #expect(answer.status == 400 && answer["allowed"]?.string?.isEmpty == false, "\(path)")
            }
        }
    }
}
