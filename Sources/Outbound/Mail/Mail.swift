import Foundation
import Kernel

/// A mail: text, the same as HTML where given, and attachments.
public struct Mail: Sendable {
    /// Somebody's address, and the name shown with it.
    public struct Party: Hashable, Sendable {
        public var name: String
        public var address: String

        public init(_ address: String, name: String = "") {
            self.address = address
            self.name = name
        }
    }

    /// A file that goes along.
    public struct Attachment: Sendable {
        public var name: String
        /// `application/pdf`
        public var type: String
        public var bytes: [UInt8]

        public init(name: String, type: String, bytes: [UInt8]) {
            self.name = name
            self.type = type
            self.bytes = bytes
        }
    }

    public var from: Party
    public var to: [Party]
    public var subject: String
    public var text: String
    public var html: String?
    public var attachments: [Attachment]
    /// When it was written.
    public var at: Instant
    /// Without angle brackets: `01h2…@harbour.example`.
    public var messageID: String

    public init(
        from: Party, to: [Party], subject: String, text: String, html: String? = nil, attachments: [Attachment] = [],
        at: Instant, messageID: String
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.attachments = attachments
        self.at = at
        self.messageID = messageID
    }
}

/// Where mails are handed over.
public struct MailServer: Sendable {
    public enum Security: String, Sendable {
        /// Within one machine only.
        case none
        /// STARTTLS, or nothing is sent.
        case required
        /// TLS from the first byte.
        case implicit
    }

    public var host: String
    public var port: Int
    public var security: Security
    public var user: String?
    public var password: String?
    /// How we introduce ourselves.
    public var helloName: String

    public init(
        host: String, port: Int, security: Security, user: String? = nil, password: String? = nil,
        helloName: String = "localhost"
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.password = password
        self.helloName = helloName
    }
}
