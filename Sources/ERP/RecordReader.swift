import Kernel
import Platform

/// Where a question reads from: a command's transaction, or a snapshot outside of any command. Prices, availability
/// and credit are asked through it, so that the live answer and the order's own check are one function.
public protocol RecordReader {
    func find<Object: BusinessObject>(_ id: ID<Object>) throws(Refusal) -> Object?
    func all<Object: BusinessObject>(_ select: Select<Object>) throws(Refusal) -> [Object]
    func first<Object: BusinessObject>(_ select: Select<Object>) throws(Refusal) -> Object?
    func rows(_ sql: String, _ arguments: [Value], as kinds: [FieldKind]) throws(Refusal) -> [[Value]]
}

extension Transaction: RecordReader {}

/// Reads what has been committed: `try store.read { Pricing.price(…, in: SnapshotReader($0)) }`.
public struct SnapshotReader: RecordReader {
    private let session: any StoreSession

    public init(_ session: any StoreSession) { self.session = session }

    public func find<Object: BusinessObject>(_ id: ID<Object>) throws(Refusal) -> Object? {
        guard !id.isBlank else { return nil }
        do throws(StoreError) { return try session.find(id) } catch { throw Self.failed(error) }
    }

    public func all<Object: BusinessObject>(_ select: Select<Object>) throws(Refusal) -> [Object] {
        do throws(StoreError) { return try session.all(select) } catch { throw Self.failed(error) }
    }

    public func first<Object: BusinessObject>(_ select: Select<Object>) throws(Refusal) -> Object? {
        try all(select.limit(1)).first
    }

    public func rows(_ sql: String, _ arguments: [Value], as kinds: [FieldKind]) throws(Refusal) -> [[Value]] {
        do throws(StoreError) { return try session.rows(sql, arguments, as: kinds) } catch { throw Self.failed(error) }
    }

    private static func failed(_ error: StoreError) -> Refusal { Refusal(.storeFailed, error.description) }
}
