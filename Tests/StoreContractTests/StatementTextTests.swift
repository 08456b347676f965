import Platform
import Testing

@testable import StorePostgres

@Suite("A statement in the server's words")
struct StatementTextTests {
    private func said(_ sql: String) -> String { StatementText(sql, nullable: ["nickname", "berth"]).sql }

    @Test("numbers its parameters, and leaves texts alone")
    func parameters() {
        #expect(
            said("UPDATE t SET a = ?, b = b || '?' WHERE c IN (?,?)")
                == "UPDATE t SET a = $1, b = b || '?' WHERE c IN ($2,$3)")
        #expect(said("SELECT 'it''s ? LIKE' FROM t WHERE a = ?") == "SELECT 'it''s ? LIKE' FROM t WHERE a = $1")
    }

    @Test("knows no case in likeness, in words of its own only")
    func likeness() {
        #expect(
            said("SELECT a FROM t WHERE a LIKE ? OR like_it = 1")
                == "SELECT a FROM t WHERE a ILIKE $1 ESCAPE '' OR like_it = 1")
        #expect(said("SELECT a FROM t WHERE a LIKE ?") == "SELECT a FROM t WHERE a ILIKE $1 ESCAPE ''")
        #expect(said("SELECT a FROM t WHERE a LIKE ? ESCAPE 'x'") == "SELECT a FROM t WHERE a ILIKE $1 ESCAPE 'x'")
    }

    @Test("says where what is empty comes")
    func empty() {
        #expect(
            said("SELECT a FROM t ORDER BY nickname, id LIMIT 3")
                == "SELECT a FROM t ORDER BY nickname NULLS FIRST, id LIMIT 3")
        #expect(said("SELECT a FROM t ORDER BY t.berth DESC") == "SELECT a FROM t ORDER BY t.berth DESC NULLS LAST")
        #expect(
            said("SELECT a FROM t ORDER BY coalesce(berth, ''), name")
                == "SELECT a FROM t ORDER BY coalesce(berth, ''), name")
        #expect(
            said("SELECT lag(a) OVER (PARTITION BY b ORDER BY nickname, id) FROM t")
                == "SELECT lag(a) OVER (PARTITION BY b ORDER BY nickname NULLS FIRST, id) FROM t")
    }

    @Test("gives objects an order where they have none")
    func objects() {
        #expect(said("SELECT id, version, a FROM t") == "SELECT id, version, a FROM t ORDER BY id")
        #expect(
            said("SELECT id, version, a FROM t WHERE b = ? LIMIT 2")
                == "SELECT id, version, a FROM t WHERE b = $1 ORDER BY id LIMIT 2")
        #expect(said("SELECT id, version, a FROM t WHERE id = ?") == "SELECT id, version, a FROM t WHERE id = $1")
        for same in ["SELECT id, version FROM t", "SELECT a, id FROM t"] {
            #expect(said(same) == same)
        }
        #expect(said("SELECT id, version, a FROM t ORDER BY a") == "SELECT id, version, a FROM t ORDER BY a")
    }

    @Test("numbers the rows that it appends")
    func appending() {
        let text = StatementText(appending: "INSERT INTO outbox (at, event) VALUES (?, ?)")
        #expect(text?.sql == "INSERT INTO outbox (at, event, seq) VALUES ($1, $2, $3)" && text?.numbers == "outbox")
        #expect(StatementText(appending: "UPDATE outbox SET at = ?") == nil)
    }
}
