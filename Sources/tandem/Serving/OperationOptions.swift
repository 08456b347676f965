import ArgumentParser
import Foundation
import Kernel
import Platform
import Serving

extension LogFormat: ExpressibleByArgument {}

/// What those who keep the server running decide.
struct OperationOptions: ParsableArguments {
    @Option(
        name: .long,
        help: "This node's name among those of the company; stays over restarts. Default: host name and port.")
    var node: String?
    @Option(name: .customLong("log-format"), help: "text, or json: one object a line, each request told.")
    var logFormat = LogFormat.text
    @Option(
        name: .customLong("metrics-token-file"),
        help: "A file with the token for /metrics from afar. Default: $TANDEM_METRICS_TOKEN; neither: local only.")
    var metricsTokenFile: String?

    func nodeName(port: Int) -> String { node ?? "\(ProcessInfo.processInfo.hostName):\(port)" }

    /// Throws when the token's file cannot be read; never says the token.
    func operations() throws -> Operations {
        var token = ProcessInfo.processInfo.environment["TANDEM_METRICS_TOKEN"]
        if let file = metricsTokenFile {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw ValidationError("\(file) cannot be read")
            }
            token = String(decoding: data, as: UTF8.self)
        }
        token = token?.trimmingCharacters(in: .whitespacesAndNewlines)
        return Operations(metricsToken: token?.isEmpty == false ? token : nil, logsRequests: logFormat == .json)
    }

    /// The first password is no matter for a log: where the log is read by programs it goes into a file of the owner's.
    func tell(firstSignIn name: String, _ password: String, home: String) throws {
        guard logFormat == .json else {
            return Terminal.line("The first sign-in, to be changed at once:  \(name)  \(password)")
        }
        let path = home + "/first-sign-in.txt"
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data("\(name) \(password)\n".utf8), attributes: [.posixPermissions: 0o600])
        else { throw ValidationError("\(path) cannot be written") }
        ServerLog().notice("the first sign-in is in \(path): change it at once and remove the file")
    }
}
