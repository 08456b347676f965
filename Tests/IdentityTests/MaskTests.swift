import Bridge
import CRM
import ERP
import Kernel
import Suite
import Testing

@testable import Identity
@testable import Platform

@Suite("What is hidden stays hidden on every road")
struct MaskTests {
    private struct Undone: Error {}

    /// Puts one row of the object and its history there, lets `body` look, and undoes it: references lead nowhere.
    private func withRow(
        of object: ObjectDescriptor, in bus: CommandBus, _ body: (any StoreSession) throws -> Void
    ) throws {
        do {
            try bus.store.write { session in
                try session.execute("PRAGMA defer_foreign_keys = ON", [])
                var columns = ["id", "version"]
                var values: [Value] = [.text("row-1"), .integer(1)]
                for field in object.fields {
                    columns += field.columns
                    values.append(Self.value(field))
                }
                let marks = columns.map { _ in "?" }.joined(separator: ", ")
                try session.execute(
                    "INSERT INTO \(object.table) (\(columns.joined(separator: ", "))) VALUES (\(marks))", values)
                var json = JSONWriter()
                json.beginObject()
                for field in object.fields {
                    json.key(field.name)
                    json.beginArray()
                    json.null()
                    json.string(Self.value(field).text)
                    json.endArray()
                }
                json.endObject()
                try session.execute(
                    """
                    INSERT INTO audit (seq, at, actor, command, why, correlation, object, object_id, version,
                        changes, hash)
                    VALUES (1000000, 0, 'system', 'test', '', 'c', ?, 'row-1', 1, ?, 'h')
                    """, [.text(object.name), .text(json.text)])
                try body(session)
                throw Undone()
            }
        } catch is Undone {}
    }

    private static func value(_ field: FieldDescriptor) -> Value {
        switch field.kind {
        case .bool: .bool(false)
        case .integer: .integer(987_654)
        case .decimal: .decimal((try? FixedDecimal("987654")) ?? .zero)
        case .money: .money(Money(minorUnits: 98_765_400, currency: .nzd))
        case .quantity: .quantity(Quantity((try? FixedDecimal("987654")) ?? .zero, .each))
        case .text where field.name == "baseUnit": .text("EA")
        case .text: .text(field.rules.maximumLength.map { String("x987654".prefix($0)) } ?? "x987654")
        case .choice(let choices): .text(choices[0])
        case .date: .date((try? CalendarDate("2026-11-22")) ?? CalendarDate(daysSinceEpoch: 20_000))
        case .instant: .instant(Instant(microseconds: 987_654))
        case .reference: .text("row-1")
        }
    }

    private func look<Object: BusinessObject>(_ type: Object.Type, _ reading: Reading) throws -> [Visible<Object>] {
        try reading.all(Select<Object>())
    }

    @Test("fields declared sensitive or secret, by every role, through pages, API, search, filters, order and history")
    func everyFieldEveryRole() throws {
        let office = try Office()
        var checked = 0
        for bus in [office.suite.crm, office.suite.erp, office.suite.bridge] {
            for type in bus.module.objects {
                let object = type.descriptor
                guard object.fields.contains(where: { $0.rules.isSensitive || $0.rules.isSecret }) else { continue }
                try withRow(of: object, in: bus) { session in
                    for role in RoleTests.roles + [.system] {
                        let actor = Actor(id: "x987654", name: "Any", roles: [role])
                        let reading = Reading(
                            actor: actor, policy: bus.access, module: bus.module, session: session)
                        let scope = bus.access.scope(actor, reading: object.name)
                        if scope < .all {
                            // Whose record it is decides whether he reads it; what he sees of it is decided here.
                            let shown = bus.access.visibleFields(actor, of: object)
                            #expect(!object.fields.contains { $0.rules.isSecret && shown.contains($0.name) })
                            continue
                        }
                        for field in object.fields where field.rules.isSensitive || field.rules.isSecret {
                            let maySee =
                                !field.rules.isSecret
                                && [.finance, .operations, .auditor, .executive, .system].contains(role)
                            try check(field, of: type, seen: maySee, by: reading)
                            checked += 1
                        }
                    }
                }
            }
        }
        #expect(checked > 60)
    }

    private func check<Object: BusinessObject>(
        _ field: FieldDescriptor, of type: Object.Type, seen: Bool, by reading: Reading
    ) throws {
        let (name, place): (String, Comment) = (
            field.name, "\(Object.objectName).\(field.name) by \(reading.actor.roles[0].name)"
        )
        let typed = try look(type, reading).first { $0.id.raw == "row-1" }
        #expect((typed?.value(of: name) != nil) == seen, place)
        let record = try #require(try reading.record(Object.objectName, "row-1"), place)
        #expect((record[name] != nil) == seen, place)
        let page = try reading.records(of: Object.objectName)
        #expect(page.records.contains { $0[name] != nil } == seen, place)
        for hit in try reading.search("x98", in: [Object.objectName]) {
            #expect((hit.record[name] != nil) == seen, place)
        }
        let history = try reading.history(Object.objectName, "row-1")
        #expect(!history.isEmpty, place)
        #expect(history.contains { $0.changes.contains { $0.field.name == name } } == seen, place)
        guard !seen else { return }
        let filter = [FieldCondition(name, .isFilled)]
        #expect(throws: Refusal.self, place) { try reading.records(of: Object.objectName, filter: filter) }
        #expect(throws: Refusal.self, place) { try reading.count(of: Object.objectName, filter: filter) }
        #expect(throws: Refusal.self, place) { try reading.records(of: Object.objectName, sort: SortOrder(name)) }
        #expect(throws: Refusal.self, place) { try reading.records(of: Object.objectName, fields: [name]) }
    }

    @Test("passwords, codes, secrets and their hashes are in no audit, feed, saved answer or reading")
    func secrets() async throws {
        let office = try Office()
        let mere = try await office.hire("mere", [.sales])
        let session = try await office.signIn("mere")
        let person = try #require(try office.person(session))
        let (_, token) = try await office.desk.createToken(for: person, name: "till", scopes: ["read"])
        let (totp, _) = try await office.desk.enrolTOTP(of: person, companyName: "Pumps")
        _ = try? await office.desk.signIn(name: "mere", password: "a wrong password")
        try await office.desk.changePassword(of: person, from: Office.password, to: "another long password")
        let kept = try office.user(mere)
        let secrets = [
            Office.password, "another long password", "a wrong password", session.text, session.hash, token.text,
            token.hash, totp, kept.passwordHash,
        ]
        let texts = try office.bridge.store.read { store in
            try store.rows("SELECT changes FROM audit", [], as: [.text])
                + store.rows("SELECT command || ' ' || why || ' ' || actor FROM audit", [], as: [.text])
                + store.rows("SELECT event || ' ' || object || ' ' || object_id FROM outbox", [], as: [.text])
                + store.rows("SELECT key || ' ' || answer FROM idempotency_key", [], as: [.text])
        }.map { $0[0].text }
        #expect(texts.count > 10)
        for secret in secrets { #expect(!texts.contains { $0.contains(secret) }, "\(secret)") }
        // That it was changed is told.
        #expect(texts.contains { $0.contains("passwordHash") || $0.contains("mustChangePassword") })

        let seen = try office.bridge.read(as: .system) { reading in
            try ["User", "Session", "APIToken"].flatMap { name in
                try reading.records(of: name).records.flatMap { $0.fields.map(\.value.text) }
            }
        }
        for secret in secrets { #expect(!seen.contains(secret), "\(secret)") }
        let published = office.bridge.module.descriptors.filter { object in
            object.isPublished && object.fields.contains { $0.rules.isSecret }
        }
        #expect(published.isEmpty)
    }
}
