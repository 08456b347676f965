import Kernel
import Platform

/// Keeps a list's filters, order and columns under a name: for oneself, or for one's team. The same name again is the
/// same view, changed. Refuses: requiredField, textTooLong, strangeList.
public struct SaveView: Command {
    public static let name = "view.save"
    public static let permission: Permission = "own.saveView"
    public var list = ""
    public var viewName = ""
    public var query = ""
    public var isShared = false
    public init() {}
    public init(list: String, name: String, query: String, isShared: Bool = false) {
        self.list = list
        viewName = name
        self.query = query
        self.isShared = isShared
    }

    public static let input = Schema<SaveView>("SaveView") { s in
        s.field("list", \.list, .required, .maxLength(120))
        s.field("name", \.viewName, .required, .maxLength(60))
        s.field("query", \.query, .maxLength(2_000))
        s.field("isShared", \.isShared)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> String {
        let systems = ["/crm/", "/erp/", "/bridge/"]
        let isOurs = list.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "/")
                || byte == UInt8(ascii: "-")
        }
        guard isOurs, systems.contains(where: list.hasPrefix), !query.contains(where: { "?#\n\r ".contains($0) }) else {
            throw Refusal(
                .strangeList, "'\(list)?\(query)' is no list of the suite", document: "SavedView", field: "list",
                allowed: "an address such as /crm/quotes with filters such as state=draft")
        }
        return isShared ? try share(in: tx, by: actor) : try keep(in: tx, by: actor)
    }

    private func keep(in tx: Transaction, by actor: Actor) throws(Refusal) -> String {
        let known = try tx.first(
            Select<SavedView>().where(\.owner, .equal, actor.id).where(\.list, .equal, list)
                .where(\.name, .equal, viewName))
        var view = known ?? SavedView()
        (view.owner, view.list, view.name, view.query) = (actor.id, list, viewName, query)
        return try known == nil ? tx.insert(view).id.raw : tx.update(view).id.raw
    }

    private func share(in tx: Transaction, by actor: Actor) throws(Refusal) -> String {
        let known = try tx.first(
            Select<TeamView>().where(\.owner, .equal, actor.id).where(\.list, .equal, list)
                .where(\.name, .equal, viewName))
        var view = known ?? TeamView()
        (view.owner, view.list, view.name, view.query) = (actor.id, list, viewName, query)
        return try known == nil ? tx.insert(view).id.raw : tx.update(view).id.raw
    }
}
