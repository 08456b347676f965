import CRM
import Kernel
import Platform
import Synchronization
import Testing

@testable import Web

/// Counts the questions that a screen asks of its database.
private final class CountingStore: Store, Sendable {
    let inner: any Store
    let questions = Mutex(0)
    var name: String { inner.name }

    init(_ inner: any Store) { self.inner = inner }

    func write<T>(_ body: (any StoreSession) throws -> T) throws -> T { try inner.write(body) }

    func read<T>(_ body: (any StoreSession) throws -> T) throws -> T {
        try inner.read { session in
            let counting = CountingSession(session)
            defer { questions.withLock { $0 += counting.questions } }
            return try body(counting)
        }
    }
}

private final class CountingSession: StoreSession {
    let inner: any StoreSession
    var questions = 0

    init(_ inner: any StoreSession) { self.inner = inner }

    func execute(_ sql: String, _ arguments: [Value]) throws(StoreError) -> Int { try inner.execute(sql, arguments) }

    func append(_ sql: String, _ arguments: [Value]) throws(StoreError) -> Int64 { try inner.append(sql, arguments) }

    func rows(_ sql: String, _ arguments: [Value], as kinds: [FieldKind]) throws(StoreError) -> [[Value]] {
        questions += 1
        return try inner.rows(sql, arguments, as: kinds)
    }

    func forEachRow(
        _ sql: String, _ arguments: [Value], as kinds: [FieldKind], _ body: ([Value]) throws -> Bool
    ) throws {
        questions += 1
        try inner.forEachRow(sql, arguments, as: kinds, body)
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T { try inner.savepoint(body) }
}

@Suite("Screens ask little")
struct QuestionCountTests {
    private func questions(_ company: PagesCompany) throws -> Int {
        let store = CountingStore(company.suite.crm.store)
        let bus = CommandBus(
            module: company.suite.crm.module, store: store, world: company.suite.crm.world,
            access: company.suite.crm.access)
        let format = Format(zone: nil, currency: .nzd, world: company.suite.crm.world)
        let model = try bus.read(as: .salesManager) { try CustomerModel.load(company.harbour, format, by: $0) }
        #expect(model != nil)
        return store.questions.withLock { $0 }
    }

    @Test func theCustomersScreenAsksNoMoreHoweverMuchThereIs() async throws {
        let company = try await PagesCompany()
        _ = try await company.win([("SEAL-10", 1)])
        let few = try questions(company)
        for number in 1...30 {
            var activity = Activity()
            activity.account = company.harbour
            activity.subject = "Call \(number)"
            try company.suite.crm.run(LogActivity(activity), by: .seller)
            _ = try company.quote([("SEAL-10", number)])
        }
        _ = try await company.win([("SEAL-10", 2)])
        _ = try await company.win([("SEAL-10", 3)])
        #expect(try questions(company) == few)
        #expect(few <= 32)
    }
}
