/// A short story of people's commands, with the engine's halves in between: run once clean, then once more for every
/// place where the process could have died in it.
struct Scenario: Sendable {
    let name: String
    let tell: @Sendable (SimulatedCompany) async throws -> Void

    static let all: [Scenario] = [
        wholeSale, refusedAndFixed, newCustomer, editsOnBothSides, partShipments, moneyBack, goodsBack,
    ]
}
