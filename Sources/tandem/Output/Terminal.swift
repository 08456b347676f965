import Foundation

/// What a person reads goes to standard output; progress goes to standard error and only to a terminal.
enum Terminal {
    static let isInteractive = isatty(STDERR_FILENO) == 1
    static let showsColour = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    static func line(_ text: String = "") {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    static func complaint(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// One line that replaces itself.
    static func progress(_ text: String) {
        guard isInteractive else { return }
        FileHandle.standardError.write(Data(("\r\u{1B}[K" + text).utf8))
    }

    static func endProgress() { progress("") }

    static func strong(_ text: String) -> String { showsColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    /// What the CRM owns is teal, what the ERP owns is indigo, here as on every screen.
    static func crm(_ text: String) -> String { showsColour ? "\u{1B}[36m\(text)\u{1B}[0m" : text }
    static func erp(_ text: String) -> String { showsColour ? "\u{1B}[35m\(text)\u{1B}[0m" : text }
    static func bad(_ text: String) -> String { showsColour ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
}
