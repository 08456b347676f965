import Kernel
import Outbound
import Synchronization

/// The company's way of sending papers by mail: by which server, in whose name.
public final class PaperPost: Sendable {
    public let server: MailServer
    public let from: Mail.Party
    private let outbound: Outbound
    /// Forms whose mail is on its way: sent twice, they are one mail.
    private let underWay: Mutex<Set<String>> = Mutex([])

    public init(by server: MailServer, from: Mail.Party, outbound: Outbound) {
        self.server = server
        self.from = from
        self.outbound = outbound
    }

    /// Throws `OutboundError`. nil when this very form's mail is on its way already.
    func send(_ mail: Mail, key: String) async throws -> Bool {
        guard underWay.withLock({ $0.insert(key).inserted }) else { return false }
        defer { underWay.withLock { _ = $0.remove(key) } }
        try await outbound.send(mail, by: server)
        return true
    }

    /// Mail addresses separated by commas, semicolons or spaces. Refuses invalidValue with each that is none.
    static func parties(_ text: String) throws(Refusal) -> [Mail.Party] {
        let parties = text.split { ",; \n".contains($0) }.map { Mail.Party(String($0)) }
        var reasons = parties.filter { !$0.isPlausible }.map { party in
            Reason(
                .invalidValue, "'\(party.address)' is not a mail address", document: "Mail", field: "to",
                allowed: "such as accounts@harbour.example")
        }
        if parties.isEmpty || parties.count > mostReceivers {
            reasons.append(
                Reason(
                    .invalidValue, parties.isEmpty ? "It goes to nobody" : "It goes to \(parties.count) addresses",
                    document: "Mail", field: "to", allowed: "1 to \(mostReceivers) addresses"))
        }
        guard reasons.isEmpty else { throw Refusal(reasons) }
        return parties
    }

    static let mostReceivers = 5
}

extension RefusalCode {
    /// The mail server did not take it.
    public static let mailNotSent = RefusalCode("mailNotSent")
}
