import Kernel
import Platform

/// Walks the tree of accounts.
public enum AccountHierarchy {
    private static let up = """
        WITH RECURSIVE above (id) AS (
            SELECT parent FROM account WHERE id = ?
            UNION SELECT account.parent FROM account JOIN above ON account.id = above.id
        ) SELECT id FROM above WHERE id IS NOT NULL
        """
    private static let down = """
        WITH RECURSIVE below (id) AS (
            SELECT id FROM account WHERE id = ?
            UNION SELECT account.id FROM account JOIN below ON account.parent = below.id
        ) SELECT id FROM below
        """

    static func ancestors(of account: ID<Account>, in tx: Transaction) throws(Refusal) -> Set<ID<Account>> {
        Set(try tx.rows(up, [.text(account.raw)], as: [.text]).map { ID($0[0].text) })
    }

    /// The account and everything below it, each once: what figures may be added up over.
    public static func members(
        below account: ID<Account>, in session: any StoreSession
    ) throws(StoreError) -> [ID<Account>] {
        try session.rows(down, [.text(account.raw)], as: [.text]).map { ID($0[0].text) }
    }
}
