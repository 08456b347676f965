import HTMLText
import Kernel

/// A paper of the company, ready to be printed: what a customer receives of a quote, an order, a shipment, an invoice.
public struct Paper: Sendable {
    /// Who writes or receives: a name, address lines, and what identifies him.
    public struct Party: Sendable, Hashable {
        public var name = ""
        public var lines: [String] = []
        public init(name: String = "", lines: [String] = []) {
            self.name = name
            self.lines = lines.filter { !$0.isEmpty }
        }
    }

    /// One printed line: its cells in the order of the columns, and small print below the first.
    public struct Line: Sendable {
        public var cells: [String]
        public var smallPrint = ""
    }

    /// A column of the lines' table.
    public struct Column: Sendable {
        public let title: String
        public let isNumber: Bool
        public init(_ title: String, isNumber: Bool = false) {
            self.title = title
            self.isNumber = isNumber
        }
    }

    /// A labelled value: of the head, or among the totals, where the last is emphasised.
    public struct Fact: Sendable {
        public let label: String
        public let value: String
        public init(_ label: String, _ value: String) {
            self.label = label
            self.value = value
        }
    }

    /// "Tax invoice"
    public var title: String
    public var number: String
    public var issuer = Party()
    public var recipient = Party()
    /// Where the goods go, when that is elsewhere.
    public var deliverTo: Party?
    public var facts: [Fact] = []
    public var columns: [Column] = []
    public var lines: [Line] = []
    public var totals: [Fact] = []
    /// What the law or the company wants said below.
    public var notes: [String] = []

    public init(title: String, number: String) {
        self.title = title
        self.number = number
    }

    /// A name for the file: "INV-20417.pdf".
    public var fileName: String {
        String(number.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" }) + ".pdf"
    }
}
