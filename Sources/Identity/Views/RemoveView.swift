import Kernel
import Platform

/// Takes away a view of one's own, be it lent to the team or not. Refuses: notFound, notPermitted.
public struct RemoveView: Command {
    public static let name = "view.remove"
    public static let permission: Permission = "own.removeView"
    /// Of a SavedView or a TeamView.
    public var view = ""
    public init() {}
    public init(_ view: String) { self.view = view }

    public static let input = Schema<RemoveView>("RemoveView") { s in
        s.field("view", \.view, .required, .maxLength(60))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        if let own = try tx.find(ID<SavedView>(view)) {
            try Self.check(own.owner, actor)
            try tx.delete(own)
        } else if let lent = try tx.find(ID<TeamView>(view)) {
            try Self.check(lent.owner, actor)
            try tx.delete(lent)
        } else {
            throw Refusal(.notFound, "This view is gone already", document: "SavedView")
        }
        return NoAnswer()
    }

    private static func check(_ owner: String, _ actor: Actor) throws(Refusal) {
        guard owner == actor.id else {
            throw Refusal(
                .notPermitted, "This view is \(owner)'s", document: "SavedView", allowed: "one's own views",
                fixedBy: owner)
        }
    }
}
