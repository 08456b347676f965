import Kernel

/// What a transaction leaves behind by which it can be told later, when its answer was lost on the way, whether it
/// happened: one row for each program that writes, with the number of its last commit.
struct CommitMark: Sendable {
    let node: String
    let number: Int64

    static let table = """
        CREATE TABLE tandem_writer (node text PRIMARY KEY, commit_number bigint NOT NULL, at timestamptz NOT NULL)
        """
    static let leave = """
        INSERT INTO tandem_writer (node, commit_number, at) VALUES ($1, $2, now())
        ON CONFLICT (node) DO UPDATE SET commit_number = excluded.commit_number, at = excluded.at
        """
    static let find = "SELECT commit_number FROM tandem_writer WHERE node = $1"
    /// Programs that have not written for a week are gone.
    static let forget = "DELETE FROM tandem_writer WHERE at < now() - interval '7 days'"

    var values: [Value] { [.text(node), .integer(number)] }
}
