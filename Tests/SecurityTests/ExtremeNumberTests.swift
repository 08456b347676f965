import HTTPTypes
import Kernel
import Platform
import Suite
import Testing

/// Numbers at the ends of what a number may be: refused or taken, never the end of the program.
@Suite("Numbers at their ends")
struct ExtremeNumberTests {
    @Test("every changing endpoint answers them, and what it takes can be read again")
    func extremes() async throws {
        let company = try await GuardedCompany()
        let canaries = company.canaries
        var wrong: [String] = []
        for round in 0..<10 {
            let prefix = "e\(round)"
            let planting = Planting.ordinary(prefix: prefix, choice: round / 5, canaries: canaries)
            for bus in company.buses { try planting.plant(in: bus) }
            for operation in company.operations where !operation.isReading {
                let subject = AccessMatrixTests.subject(of: operation).replacing("planted", with: prefix)
                let answer = try await company.ask(
                    operation.method, operation.path.replacing("{id}", with: subject),
                    operation.sample(salt: round, full: true, planting: prefix, extreme: round), as: "everybody",
                    ["If-Match": "*"])
                if !operation.statuses.contains(answer.status) {
                    wrong.append("\(operation.id): \(answer.status) \(answer.text.prefix(200))")
                }
            }
        }
        for operation in company.operations where operation.isReading && !operation.isStream {
            guard case .list = operation.kind else { continue }
            let answer = try await company.ask(.get, operation.path, as: "everybody")
            if answer.status != 200 { wrong.append("\(operation.id): \(answer.status) \(answer.text.prefix(200))") }
        }
        for route in company.routes where route.method == .get && !route.isStream && !route.isPrinted {
            for round in 0..<10 {
                let path = Addresses.filled(route, planting: "e\(round)")
                let answer = try await company.ask(.get, path, as: "everybody")
                if answer.status >= 500 { wrong.append("\(path): \(answer.status)") }
                if !route.path.contains(":") { break }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count):\n\(wrong.prefix(40).joined(separator: "\n"))")
    }
}
