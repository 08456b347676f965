import Kernel

extension BusinessObject {
    /// An object from a row as `SchemaSQL.select` gives it: id, version, fields.
    /// Throws when the row does not fit the schema, which only tampering or a missed migration can cause.
    public init(row: [Value]) throws(StoreError) {
        self.init()
        id = ID(row[0].text)
        if case .integer(let number) = row[1] { version = Int(number) }
        do throws(FieldFault) {
            try Self.schema.fill(&self, from: row, at: 2)
        } catch {
            throw .corrupt("\(Self.objectName) \(id.raw), \(error.field): \(error.message)")
        }
    }
}

extension StoreSession {
    public func find<Object: BusinessObject>(_ id: ID<Object>) throws(StoreError) -> Object? {
        let sql = Object.schema.sql
        guard let row = try rows(sql.selectByID, [.text(id.raw)], as: sql.kinds).first else { return nil }
        return try Object(row: row)
    }

    public func all<Object: BusinessObject>(_ select: Select<Object>) throws(StoreError) -> [Object] {
        try rows(select.sql, select.values, as: Object.schema.sql.kinds).map { row throws(StoreError) in
            try Object(row: row)
        }
    }

    /// The only value of the only row, such as a count; 0 when there is none.
    public func integer(_ sql: String, _ arguments: [Value] = []) throws(StoreError) -> Int {
        guard case .integer(let number)? = try rows(sql, arguments, as: [.integer]).first?.first else { return 0 }
        return Int(number)
    }
}
