import FilesConnector
import Hummingbird
import Kernel
import Platform

/// The books as CSV files, as their reader sees them.
enum LedgerExport {
    static let mostLines = 100_000

    static func trialBalance(_ visit: Visit) throws -> Response {
        let model = try visit.report(.erp) {
            try LedgerModel.load(from: nil, through: visit.query("through"), visit.format, by: $0)
        }
        return try CSVResponse.of("trial-balance-\(model.through)") { writer in
            try writer.writeRow(["code", "name", "debits", "credits", "balance"])
            for account in model.trial.accounts {
                try writer.writeRow([
                    account.code, account.name, account.debits.description, account.credits.description,
                    account.balance.description,
                ])
            }
        }
    }

    static func lines(_ visit: Visit) throws -> Response {
        let code = visit.parameter("code")
        return try CSVResponse.of("account-\(code)") { writer in
            try writer.writeRow(["entry", "date", "memo", "document", "party", "amount"])
            try visit.report(.erp) { reading in
                var before: String?
                var count = 0
                repeat {
                    guard let model = try AccountModel.load(code, before: before, by: reading) else {
                        throw PageNotFound("This account")
                    }
                    for (line, entry) in model.lines {
                        try writer.writeRow([
                            entry?.number ?? "", entry?.date.description ?? "", entry?.memo ?? line.memo,
                            entry?.sourceNumber ?? "", line.party.flatMap { model.customers[$0] } ?? "",
                            line.amount.description,
                        ])
                    }
                    count += model.lines.count
                    before = model.next
                } while before != nil && count < mostLines
            }
        }
    }
}
