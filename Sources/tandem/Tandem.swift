import ArgumentParser

/// CRM, ERP, and the bridge between them.
@main
struct Tandem: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tandem",
        abstract: "CRM and ERP as one: two applications and the bridge between them.",
        discussion: "Exit codes: 0 done · 1 refused or failed · 2 verification found something · 64 wrong usage.",
        version: "0.1.0",
        subcommands: [
            Demo.self, Import.self, Verify.self, Export.self, Explain.self, Recipes.self, Serve.self, Simulate.self,
            Migrate.self, Backup.self, Restore.self, Bench.self,
        ])
}
