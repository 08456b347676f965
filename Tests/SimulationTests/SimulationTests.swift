import Bridge
import Foundation
import Testing

@testable import Simulator

/// The recipes of this repository.
let recipes: [Recipe] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    guard let folder = try? RecipeFolder.load(root.appendingPathComponent("Recipes").path) else { return [] }
    return folder.recipes
}()

@Suite struct SimulationTests {
    @Test func aSmallRunIsGreen() async throws {
        let report = try await Simulation(recipes: recipes).run(seeds: 0..<60, enumerates: false)
        #expect(report.isGreen, "\(report.summary)")
        #expect(report.seeds == 60)
        #expect(report.acceptedQuotes > 60)
        #expect(report.crashes > 0)
    }

    @Test func theSameSeedGivesTheSameTrace() async throws {
        let simulation = Simulation(recipes: recipes)
        let first = try await simulation.run(seeds: 5..<9, enumerates: false, workers: 1)
        let second = try await simulation.run(seeds: 5..<9, enumerates: false, workers: 2)
        let other = try await simulation.run(seeds: 9..<13, enumerates: false)
        #expect(first.trace == second.trace)
        #expect(first.trace != other.trace)
        #expect(first.irreproducible == 0)
    }

    @Test func everyStoryIsGreenWithoutATrouble() async throws {
        let company = try await SimulatedCompany(recipes: recipes)
        let (cases, clean) = try await CrashEnumeration.cases(company)
        #expect(clean.isGreen, "\(clean.findings)")
        #expect(cases.count > 1_000)
        #expect(Set(cases.map(\.scenario)).count == Scenario.all.count)
    }

    @Test func aCrashPointRepeats() async throws {
        let company = try await SimulatedCompany(recipes: recipes)
        let one = CrashEnumeration.Case(scenario: 0, crashAt: 120)
        let first = try await CrashEnumeration.run(one, on: company)
        let trace = company.simulated.trace
        #expect(company.simulated.crashes == 1)
        #expect(first.isGreen, "\(first.findings)")
        _ = try await CrashEnumeration.run(CrashEnumeration.Case(scenario: 0, crashAt: 121), on: company)
        #expect(company.simulated.trace != trace)
        _ = try await CrashEnumeration.run(one, on: company)
        #expect(company.simulated.trace == trace)
    }
}

/// Who breaks the engine is found out.
@Suite struct SabotageTests {
    private func report(_ sabotage: Sabotage) async throws -> SimulationReport {
        try await Simulation(recipes: recipes, sabotage: sabotage).run(seeds: 0..<48, enumerates: false)
    }

    @Test func withoutIdempotencyKeysThereAreTwins() async throws {
        let tally = try await report(.skipIdempotencyKeys).tally
        #expect(tally.duplicated > 0)
    }

    @Test func withoutShadowsThereAreConflictsThatNobodyCaused() async throws {
        let tally = try await report(.dropShadow).tally
        #expect(tally.different > 0)
    }

    @Test func settledBeforePerformedIsLost() async throws {
        let tally = try await report(.settleBeforePerform).tally
        #expect(tally.lost > 0)
    }
}
