import ArgumentParser
import Foundation
import Identity
import Kernel
import Outbound
import Platform
import Web

/// How browsers reach the company, who else vouches for its people, and how its papers are sent.
struct DoorOptions: ParsableArguments {
    @Option(
        name: .customLong("public-url"),
        help: "Where browsers find it, such as https://tandem.example.nz: cookies are then for https only.")
    var publicURL: String?

    @Option(name: .customLong("openid-issuer"), help: "A provider of OpenID Connect, exactly as it names itself.")
    var openIDIssuer: String?
    @Option(name: .customLong("openid-client"), help: "Our client id there.")
    var openIDClient: String?
    @Option(name: .customLong("openid-name"), help: "What the button on the sign-in page calls it.")
    var openIDName = "your organisation"
    @Option(
        name: .customLong("openid-secret-file"),
        help: "A file with our client secret. Default: $TANDEM_OPENID_SECRET; neither: a public client.")
    var openIDSecretFile: String?

    @Option(name: .customLong("smtp"), help: "The mail server, host:port. Without it no mails are sent.")
    var smtp: String?
    @Option(name: .customLong("smtp-security"), help: "starttls, tls, or none within one machine.")
    var smtpSecurity = "starttls"
    @Option(name: .customLong("smtp-user"), help: "Our name at the mail server.")
    var smtpUser: String?
    @Option(
        name: .customLong("smtp-password-file"),
        help: "A file with our password there. Default: $TANDEM_SMTP_PASSWORD.")
    var smtpPasswordFile: String?
    @Option(
        name: .customLong("mail-from"), help: "In whose name: office@example.nz, or \"The office <office@example.nz>\"."
    )
    var mailFrom: String?

    /// Throws what is missing or cannot be; never says a secret.
    func settings(world: World, listeningAt address: String) throws -> SiteSettings {
        let url = try publicAddress()
        return SiteSettings(
            publicURL: url, openID: try openID(world: world, here: url.isEmpty ? address : url), post: try post())
    }

    /// "tandem.example.nz": the name that browsers send along.
    static func authority(of url: String) -> String? {
        url.firstRange(of: "://").map { String(url[$0.upperBound...]) }
    }

    private func publicAddress() throws -> String {
        guard var url = publicURL else { return "" }
        while url.hasSuffix("/") { url.removeLast() }
        guard let name = Self.authority(of: url), ["https://" + name, "http://" + name].contains(url), !name.isEmpty,
            !name.contains(where: { "/?#@ ".contains($0) })
        else { throw ValidationError("--public-url is https://name or https://name:port, without a path") }
        return url
    }

    private func openID(world: World, here: String) throws -> OpenIDSignIn? {
        guard openIDIssuer != nil || openIDClient != nil else { return nil }
        guard let issuer = openIDIssuer, let client = openIDClient else {
            throw ValidationError("--openid-issuer and --openid-client go together")
        }
        let host = URL(string: issuer)?.host?.lowercased() ?? ""
        guard issuer.hasPrefix("https://") || ["localhost", "127.0.0.1"].contains(host) else {
            throw ValidationError("--openid-issuer is an https address")
        }
        let secret = try secret(openIDSecretFile, "TANDEM_OPENID_SECRET")
        let provider = OpenIDProvider(
            name: openIDName, issuer: issuer, clientID: client, clientSecret: secret ?? "",
            redirectURI: here + OpenIDSignIn.returnPath)
        return OpenIDSignIn(
            provider, world: world, outbound: Outbound(policy: OutboundPolicy(trustedHosts: [host])))
    }

    private func post() throws -> PaperPost? {
        guard let smtp else { return nil }
        let parts = smtp.split(separator: ":").map(String.init)
        guard parts.count == 2, let port = Int(parts[1]), (1...65_535).contains(port) else {
            throw ValidationError("--smtp is host:port, such as mail.example.nz:587")
        }
        let kinds: [String: MailServer.Security] = ["none": .none, "starttls": .required, "tls": .implicit]
        guard let security = kinds[smtpSecurity] else {
            throw ValidationError("--smtp-security is starttls, tls or none")
        }
        guard security != .none || ["localhost", "127.0.0.1", "::1"].contains(parts[0]) else {
            throw ValidationError("--smtp-security none is for a mail server on this machine only")
        }
        let password = try secret(smtpPasswordFile, "TANDEM_SMTP_PASSWORD")
        guard (smtpUser == nil) == (password == nil) else {
            throw ValidationError("--smtp-user and its password go together")
        }
        let from = Self.party(mailFrom ?? "")
        guard from.isPlausible else {
            throw ValidationError("--mail-from is needed with --smtp: office@example.nz")
        }
        let server = MailServer(
            host: parts[0], port: port, security: security, user: smtpUser, password: password,
            helloName: from.address.split(separator: "@").last.map(String.init) ?? "localhost")
        return PaperPost(by: server, from: from, outbound: Outbound())
    }

    private static func party(_ text: String) -> Mail.Party {
        let plain = text.trimmingCharacters(in: .whitespaces)
        guard plain.hasSuffix(">"), let start = plain.lastIndex(of: "<") else { return Mail.Party(plain) }
        let name = plain[..<start].trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
        return Mail.Party(String(plain[plain.index(after: start)...].dropLast()), name: name)
    }

    /// From its file, else from the environment; nil when there is neither.
    private func secret(_ file: String?, _ variable: String) throws -> String? {
        guard let file else {
            let value = ProcessInfo.processInfo.environment[variable] ?? ""
            return value.isEmpty ? nil : value
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ValidationError("\(file) cannot be read")
        }
        let value = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !value.isEmpty else { throw ValidationError("\(file) is empty") }
        return value
    }
}
