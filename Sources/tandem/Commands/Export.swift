import ArgumentParser
import ERP
import Foundation
import Kernel
import Platform
import Suite

/// Writes what a company has as text that other programs read.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the ledger as plain text.", subcommands: [ExportLedger.self])
}

/// The whole journal, for an auditor's own program.
struct ExportLedger: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case hledger, beancount }

    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "The journal as hledger or beancount text, on standard output.")

    @OptionGroup var options: HomeOptions
    @OptionGroup var replica: ReplicaOptions
    @Option(name: .long, help: "hledger or beancount.")
    var format = Format.hledger

    func run() async throws {
        try await Failing.clearly {
            try options.requireHome()
            let output = FileHandle.standardOutput
            let write: (String) throws -> Void = { try output.write(contentsOf: Data($0.utf8)) }
            try options.readSuite(replica: replica) { suite in
                // Said beside the journal, not in it.
                if let copy = suite.replica {
                    Terminal.complaint(
                        copy.standing.lag.map { "From \(copy.place), \($0 / 1_000) ms behind." }
                            ?? "\(copy.place) does not answer; read where people work.")
                }
                try suite.reportBus(for: suite.erp).store.read { session in
                    switch format {
                    case .hledger: try LedgerExport.hledger(from: session, to: write)
                    case .beancount: try LedgerExport.beancount(from: session, to: write)
                    }
                }
            }
        }
    }
}
