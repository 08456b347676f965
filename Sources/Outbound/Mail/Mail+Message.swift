import Foundation
import Kernel

extension Mail {
    /// The mail as RFC 5322 and MIME have it. Throws when an address is none, or a header would end early.
    func message() throws(OutboundError) -> [UInt8] {
        guard !to.isEmpty else { throw .failed("a mail needs somebody to go to") }
        for party in [from] + to where !party.isPlausible {
            throw .failed("'\(party.address)' is not a mail address")
        }
        for text in [subject, messageID] + attachments.flatMap({ [$0.name, $0.type] }) + ([from] + to).map(\.name)
        where !Transfer.isSafe(text) {
            throw .failed("a line break within a header of the mail")
        }
        var lines = [
            "From: \(Self.header(from))", "To: \(to.map(Self.header).joined(separator: ", "))",
            "Subject: \(Self.encodedWords(subject))", "Date: \(Self.date(at))", "Message-ID: <\(messageID)>",
            "MIME-Version: 1.0",
        ]
        lines += parts(boundary: "=_\(Digestible.boundary(of: messageID))")
        return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// Text and HTML are alternatives of each other; attachments lie beside them.
    private func parts(boundary: String) -> [String] {
        var content = Self.part("text/plain; charset=utf-8", Array(text.utf8))
        if let html {
            let inner = boundary + "-a"
            content =
                ["Content-Type: multipart/alternative; boundary=\"\(inner)\"", "", "--\(inner)"] + content
                + ["--\(inner)"] + Self.part("text/html; charset=utf-8", Array(html.utf8)) + ["--\(inner)--"]
        }
        guard !attachments.isEmpty else { return content }
        var lines = ["Content-Type: multipart/mixed; boundary=\"\(boundary)\"", "", "--\(boundary)"] + content
        for attachment in attachments {
            lines.append("--\(boundary)")
            lines += Self.part(
                "\(attachment.type); name=\"\(Self.plainName(attachment.name))\"", attachment.bytes,
                disposition: "attachment; filename*=utf-8''\(Self.percentEncoded(attachment.name))")
        }
        return lines + ["--\(boundary)--"]
    }

    private static func part(_ type: String, _ bytes: [UInt8], disposition: String? = nil) -> [String] {
        var lines = ["Content-Type: \(type)", "Content-Transfer-Encoding: base64"]
        if let disposition { lines.append("Content-Disposition: \(disposition)") }
        lines.append("")
        let text = Data(bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn])
        lines += text.split(whereSeparator: \.isNewline).map(String.init)
        return lines
    }

    private static func header(_ party: Party) -> String {
        // A name is a phrase of atoms, and a full stop is part of none (RFC 5322, 3.2.3).
        party.name.isEmpty
            ? "<\(party.address)>" : "\(encodedWords(party.name, besides: ".")) <\(party.address)>"
    }

    /// RFC 2047; plain words stay as they are.
    static func encodedWords(_ text: String, besides special: String = "") -> String {
        let specials = "\"(),:;<>@[\\]=?\(special)".utf8
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && !specials.contains($0) }
        if isPlain, text.utf8.count <= 60 { return text }
        var words: [String] = []
        var piece = ""
        for letter in text {
            if piece.utf8.count + String(letter).utf8.count > 42 {
                words.append(piece)
                piece = ""
            }
            piece.append(letter)
        }
        words.append(piece)
        return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    private static func plainName(_ name: String) -> String {
        String(
            name.unicodeScalars.map {
                $0.isASCII && $0.value >= 0x20 && !"\"\\".unicodeScalars.contains($0) ? Character($0) : "_"
            })
    }

    private static func percentEncoded(_ name: String) -> String {
        name.utf8.map { byte in
            let isPlain =
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            if isPlain { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }

    /// `Sat, 21 Nov 2026 23:18:53 +0000`
    static func date(_ at: Instant) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let date = at.date(offsetSeconds: 0)
        let text = at.description
        let day = at.microseconds / 86_400_000_000
        let (year, month, number) = date.parts
        let clock = text.drop { $0 != "T" }.dropFirst().prefix(8)
        return "\(days[Int(((day % 7) + 7) % 7)]), \(number) \(months[month - 1]) \(year) \(clock) +0000"
    }
}

extension Mail.Party {
    /// One local part, one domain, and nothing that a header or a command could be broken with.
    public var isPlausible: Bool {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, address.utf8.count <= 254 else { return false }
        return address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>()[],;:\\\"".utf8.contains($0) }
    }
}

/// A boundary that no content can hold: base64 has no underscore.
private enum Digestible {
    static func boundary(of text: String) -> String {
        String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(40)) + "_tandem"
    }
}
