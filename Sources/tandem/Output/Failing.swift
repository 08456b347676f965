import ArgumentParser
import Bridge
import FilesConnector
import Foundation
import Kernel
import Platform

/// Turns what went wrong into words and an exit code: 1 for refusals and failures.
enum Failing {
    static func clearly<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let refusal as Refusal {
            Terminal.complaint("Refused:\n" + refusal.description)
        } catch let failure as CommandFailure {
            Terminal.complaint("Failed: " + failure.description)
        } catch let error as StoreError {
            Terminal.complaint("Failed: " + error.description)
        } catch let errors as RecipeErrors {
            Terminal.complaint(errors.description)
        } catch let error as ConnectorError {
            Terminal.complaint("Failed: " + error.description)
        } catch let failure as FileImportFailure {
            Terminal.complaint("Failed: " + failure.description)
        } catch let errors as FileMapErrors {
            Terminal.complaint(errors.description)
        } catch let failure as SimulatingProgramFailure {
            Terminal.complaint("Failed: " + failure.description)
        } catch let error as CSVError {
            Terminal.complaint("Failed: " + error.description)
        } catch let error as CocoaError {
            let place = error.userInfo[NSFilePathErrorKey].map { "\($0): " } ?? ""
            // The system's own words say more, where there are any.
            let cause = error.underlying?.localizedDescription ?? error.localizedDescription
            Terminal.complaint("Failed: " + place + cause)
        }
        throw ExitCode(1)
    }
}
