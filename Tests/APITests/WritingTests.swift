import Kernel
import Platform
import Testing

/// Changing over HTTP: all reasons at once, no lost update, no effect twice.
@Suite("Changing over HTTP")
struct WritingTests {
    let company: APICompany
    init() throws {
        company = try APICompany()
        try company.hire("mere", [.sales])
        try company.hire("wiremu", [.warehouse])
        try company.hire("joe", [.operations])
        try company.hire("rita", [.sales], scopes: "read")
    }

    @Test("a bad body is refused with every reason, each with its place")
    func allReasons() async throws {
        try await company.open { api in
            let answer = try await api.post(
                "/api/crm/accounts",
                #"{"annualRevenue":12.5,"employees":"many","type":"friend","colour":"red","isPerson":null}"#)
            #expect(answer.status == 422 && answer.type == "application/problem+json")
            #expect(answer.error(at: "/annualRevenue")?["allowed"]?.string?.contains("12.50 NZD") == true)
            #expect(answer.error(at: "/employees")?["code"]?.string == "invalidValue")
            #expect(answer.error(at: "/type")?["allowed"]?.string?.contains("prospect") == true)
            #expect(answer.error(at: "/colour")?["code"]?.string == "unknownField")
            #expect(answer.error(at: "/isPerson")?["code"]?.string == "invalidValue")
            #expect(answer.error(at: "/name")?["code"]?.string == "requiredField")
        }
    }

    @Test("lines of a document carry their number and place")
    func lineReasons() async throws {
        try await company.open { api in
            let account = try await api.post("/api/crm/accounts", #"{"name":"Harbour Marine"}"#)
            let quote = try await api.post(
                "/api/crm/quotes",
                #"{"account":"\#(account["answer"]?.string ?? "")","lines":[{"quantity":"1 EA"},{"quantity":"two"}]}"#)
            #expect(quote.status == 422, "\(quote.text)")
            let second = quote.error(at: "/lines/1/quantity")
            #expect(second?["line"]?.integer == 2 && second?["code"]?.string == "invalidValue", "\(quote.text)")
        }
    }

    @Test("a figure beyond all bounds is refused at its place, and its sender can put it right")
    func bounds() async throws {
        try await company.open { api in
            let account = try await api.post("/api/crm/accounts", #"{"name":"Harbour Marine"}"#)
            let id = account["answer"]?.string ?? ""
            let quote = try await api.post(
                "/api/crm/quotes",
                #"{"account":"\#(id)","lines":[{"quantity":"1 EA"},{"quantity":"6000000000000000 EA"}],"#
                    + #""agreedFreight":"92233720368547758.07 NZD"}"#)
            #expect(quote.status == 422, "\(quote.text)")
            #expect(quote.error(at: "/agreedFreight")?["code"]?.string == "invalidValue", "\(quote.text)")
            let second = quote.error(at: "/lines/1/quantity")
            #expect(second?["allowed"]?.string == "at most 1000000000 up or down", "\(quote.text)")
            #expect(second?["fixedBy"]?.string == "sales" && second?["line"]?.integer == 2, "\(quote.text)")
        }
    }

    @Test("malformed, mistyped, too large and unknown bodies have their own statuses")
    func bodies() async throws {
        try await company.open { api in
            let path = "/api/crm/accounts"
            #expect(try await api.post(path, "{").status == 400)
            #expect(try await api.post(path, "[]").status == 422)
            #expect(try await api.post(path, #"{"name":"A","name":"B"}"#).status == 422)
            #expect(try await api.post(path, String(repeating: "[", count: 100)).status == 400)
            let text = try await api.post(path, "name=A", as: "mere", ["Content-Type": "text/plain"])
            #expect(text.status == 415 && text.headers[.accept] == "application/json")
            let large = try await api.post(path, #"{"name":""# + String(repeating: "a", count: 1 << 20) + #""}"#)
            #expect(large.status == 413)
            #expect(try await api.post(path, #"{"name":"a\u0000b"}"#).status == 422)
            let key = try await api.post(path, #"{"name":"A"}"#, as: "mere", ["Idempotency-Key": "a b"])
            #expect(key.status == 400)
        }
    }

    @Test("who may not is told who may, before anything is said of the content")
    func forbidden() async throws {
        try await company.open { api in
            let answer = try await api.post("/api/crm/quotes", #"{"nonsense":1}"#, as: "wiremu")
            #expect(answer.status == 403 && answer.codes == ["notPermitted"])
            #expect(answer["allowed"]?.string?.contains("sales manager") == true)
            let reader = try await api.post("/api/crm/accounts", #"{"name":"A"}"#, as: "rita")
            #expect(reader.status == 403)
            #expect(try await api.get("/api/crm/accounts", as: "rita").status == 200)
        }
    }

    @Test("a change needs the version it was decided on; a stale one gets both values and does nothing")
    func conflict() async throws {
        try await company.open { api in
            let made = try await api.post("/api/crm/accounts", #"{"name":"Harbour Marine","phone":"09 355 0000"}"#)
            let place = try #require(made.headers[.location])
            let tag = try #require(try await api.get(place).headers[.eTag])
            #expect(try await api.patch(place, #"{"city":"Nelson"}"#).status == 428)
            let first = try await api.patch(place, #"{"city":"Nelson"}"#, as: "mere", ["If-Match": tag])
            #expect(first.status == 200 && first.headers[.eTag] != nil && first.headers[.eTag] != tag, "\(first.text)")
            let stale = try await api.patch(
                place, #"{"city":"Bluff","email":"pumps@harbour.example"}"#, as: "mere", ["If-Match": tag])
            #expect(stale.codes.contains("changedMeanwhile"), "\(stale.text)")
            #expect(stale.status == 412 && stale.headers[.eTag] == first.headers[.eTag])
            let city = try #require(stale.error(at: "/city"))
            #expect(city["yours"]?.string == "Bluff" && city["current"]?.string == "Nelson")
            #expect(try await api.get(place)["city"]?.string == "Nelson")
            let anyway = try await api.patch(place, #"{"city":"Bluff"}"#, as: "mere", ["If-Match": "*"])
            #expect(anyway.status == 200)
        }
    }

    @Test("verbs are nouns: a lead is disqualified by posting a disqualification, and once only")
    func nouns() async throws {
        try await company.open { api in
            let made = try await api.post(
                "/api/crm/leads", #"{"company":"Bluff Oysters","familyName":"Tane"}"#)
            #expect(made.status == 201, "\(made.text)")
            let place = try #require(made.headers[.location])
            let done = try await api.post(place + "/disqualification", #"{"reason":"no budget"}"#)
            #expect(done.status == 200, "\(done.text)")
            let again = try await api.post(place + "/disqualification", #"{"reason":"no budget"}"#)
            #expect(again.status == 409 && again.codes.contains("wrongState"), "\(again.text)")
            #expect(try await api.post("/api/crm/leads/nowhere/qualification").status == 404)
        }
    }

    @Test("bulk: each row is done or refused alone, with its reasons")
    func bulk() async throws {
        try await company.open { api in
            let answer = try await api.post(
                "/api/crm/accounts/bulk",
                #"{"name":"Harbour Marine"}"# + "\n" + #"{"nam":"x"}"# + "\n{\n" + #"{"name":"Kauri Pumps"}"#,
                as: "mere", ["Content-Type": "application/x-ndjson"])
            #expect(answer.status == 200 && answer["done"]?.integer == 2 && answer["refused"]?.integer == 2)
            let rows = answer["rows"]?.array ?? []
            #expect(rows.compactMap { $0["status"]?.integer } == [201, 422, 400, 201])
            #expect(rows[1]["errors"]?.array?.count == 2)
            let list = try await api.post("/api/crm/accounts/bulk", #"[{"name":"Bluff Oysters"}]"#)
            #expect(list["done"]?.integer == 1, "\(list.text)")
        }
    }

    @Test("bulk by key: what is known is updated, what is new is created, and nothing is dropped in silence")
    func upsert() async throws {
        try await company.open { api in
            let items = "/api/erp/items/bulk?key=code"
            let first = try await api.post(
                items, #"[{"code":"PMP-200","name":"Pump 200","baseUnit":"EA"}]"#, as: "joe")
            #expect(first["rows"]?.array?.first?["status"]?.integer == 201, "\(first.text)")
            let second = try await api.post(
                items,
                #"[{"code":"PMP-200","name":"Pump 200 B"},{"code":"PMP-300","name":"Pump 300","baseUnit":"EA"}]"#,
                as: "joe")
            #expect(second["rows"]?.array?.compactMap { $0["status"]?.integer } == [200, 201], "\(second.text)")
            let found = try await api.get("/api/erp/items?sort=code&fields=name", as: "joe")
            #expect(found["items"]?.array?.compactMap { $0["name"]?.string } == ["Pump 200 B", "Pump 300"])
            #expect(try await api.post("/api/erp/items/bulk?key=name", "[]", as: "joe").status == 400)
        }
    }
}
