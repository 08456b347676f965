import HTMLText
import Kernel

/// What one screen shows, before the layout that all screens share is put around it: name and state, what to do
/// next, some facts, and what belongs to it.
public struct Page: Sendable {
    public var title: String
    /// Pills beside the name: the state of the record.
    public var status: HTML = .empty
    /// One line under the name.
    public var subtitle: HTML = .empty
    /// The way here, without this page.
    public var trail: [Link] = []
    /// The navigation entry that is current: its path, such as `/crm/accounts`.
    public var section = ""
    /// At the upper right, the main one last: `HTML.action`, `HTML.button`.
    public var actions: [HTML] = []
    /// What to do next, with its reason: `HTML.advice`.
    public var advice: HTML = .empty
    /// Up to eight figures that answer what this record is.
    public var facts: [Fact] = []
    public var body: HTML = .empty
    /// Beyond those of every page: names of modules of Assets, such as `grid`.
    public var scripts: [String] = []
    /// Refuses to be kept by the browser, and has no navigation around it: sign-in.
    public var isDoor = false

    public init(_ title: String) { self.title = title }
}

/// One figure of the strip under the name.
public struct Fact: Sendable {
    public var label: String
    public var value: HTML
    /// A smaller second line: of what, since when.
    public var note: HTML
    public var source: Source?
    public var tone: Tone

    public init(_ label: String, _ value: HTML, note: HTML = .empty, source: Source? = nil, tone: Tone = .plain) {
        self.label = label
        self.value = value
        self.note = note
        self.source = source
        self.tone = tone
    }
}
