import Kernel
import Platform

/// Puts one record of every object into a database, each field filled as asked, whatever the rules of business say.
/// Only what the database itself forbids is left out.
struct Planting: Sendable {
    /// What stands before the object's name in the identities.
    var prefix = "planted"
    /// The value of a field, the best first; what its type does not take is passed over. None: it stays blank.
    var candidates: @Sendable (_ system: String, ObjectDescriptor, FieldDescriptor) -> [Value]
    /// Which of its choices a field has, counted from the first and over again.
    var choice = 0
    /// Objects of which there is one only: they are there already.
    static let single: [String: String] = ["Company": "company", "CRMSettings": "settings"]

    /// Texts that say whose they are, and numbers with which the rules of business can go on.
    static func ordinary(prefix: String, choice: Int, canaries: Canaries) -> Planting {
        Planting(
            prefix: prefix,
            candidates: { system, object, field in
                switch field.kind {
                case .text: [.text("\(prefix) \(field.name)"), .text(prefix)]
                case .decimal: [.decimal(7)]
                case .money: [.money(Money(minorUnits: 70_000, currency: .nzd))]
                default: canaries.values(system, object, field)
                }
            }, choice: choice)
    }

    func id(of object: String) -> String { Self.single[object] ?? "\(prefix)-\(object)" }

    /// Answers which objects are there now, and why others could not be put there.
    @discardableResult
    func plant(in bus: CommandBus) throws -> (planted: Set<String>, refused: [String: String]) {
        var planted = Set(Self.single.keys.filter { bus.module.object($0) != nil })
        var refused: [String: String] = [:]
        var waiting = bus.module.objects.filter { !planted.contains($0.objectName) }
        for type in bus.module.objects where planted.contains(type.objectName) {
            _ = try insert(type, in: bus, planted, refused: &refused)
        }
        while !waiting.isEmpty {
            let ready = waiting.filter { isReady($0.descriptor, planted, in: bus.module) }
            guard !ready.isEmpty else { break }
            for type in ready {
                if try insert(type, in: bus, planted, refused: &refused) { planted.insert(type.objectName) }
            }
            waiting.removeAll { type in ready.contains { $0.objectName == type.objectName } }
        }
        for type in waiting { refused[type.objectName] = "waits for another" }
        return (planted, refused)
    }

    private func isReady(_ object: ObjectDescriptor, _ planted: Set<String>, in module: Module) -> Bool {
        object.fields.allSatisfy { field in
            guard case .reference(let target) = field.kind, !field.isNullable, target != object.name,
                module.object(target) != nil
            else { return true }
            return planted.contains(target)
        }
    }

    private func insert<Object: BusinessObject>(
        _ type: Object.Type, in bus: CommandBus, _ planted: Set<String>, refused: inout [String: String]
    ) throws -> Bool {
        let work = Plant { tx throws(Refusal) in
            let isThere = Self.single[Object.objectName] != nil
            var object = isThere ? try tx.load(ID<Object>(id(of: Object.objectName))) : Object()
            if !isThere { object.id = ID(id(of: Object.objectName)) }
            for field in Object.descriptor.fields {
                if isThere, !field.rules.isSensitive, field.name != "writeOffTolerance" { continue }
                for value in values(field, of: Object.descriptor, planted, bus.module) {
                    let record = Record(object: Object.objectName, fields: [field.name: value])
                    if Object.schema.assign(record, to: &object).isEmpty { break }
                }
            }
            if isThere { try tx.update(object) } else { try tx.insert(object) }
            return ""
        }
        do {
            _ = try bus.run(work, by: .system)
            return true
        } catch let refusal as Refusal {
            refused[Object.objectName] = refusal.reasons.map(\.message).joined(separator: "; ")
            return false
        }
    }

    private func values(
        _ field: FieldDescriptor, of object: ObjectDescriptor, _ planted: Set<String>, _ module: Module
    ) -> [Value] {
        switch field.kind {
        case .reference(let target):
            guard module.object(target) != nil else { return [.text("elsewhere")] }
            return target != object.name && planted.contains(target) ? [.text(id(of: target))] : []
        case .choice(let words): return words.isEmpty ? [] : [.text(words[choice % words.count])]
        // Documents that take one line, so that it can be planted too.
        case .integer where field.name.hasSuffix("ineCount"): return [.integer(1)]
        case .text:
            if ["owner", "author"].contains(field.name) { return [.text("stranger")] }
            // So that the bridge's screens find the pair of an account and its customer.
            let pair = ["recipe": "customer", "sourceID": id(of: "Account"), "leftID": id(of: "Account")]
            if let known = pair[field.name] ?? (field.name == "rightID" ? id(of: "Customer") : nil) {
                return [.text(known)]
            }
            let most = field.rules.maximumLength ?? 4_000
            let fitting = candidates(module.name, object, field).map { value -> Value in
                guard case .text(let text) = value else { return value }
                return .text(Self.cut(text, to: most))
            }
            return fitting + [.text("NZD"), .text("EA")]
        default: return candidates(module.name, object, field)
        }
    }

    private static func cut(_ text: String, to most: Int) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(most)))
    }
}

/// Anything at all, in the one way in which databases are written.
struct Plant: Command {
    static let name = "test.plant"
    static let permission: Permission = "test.plant"
    static let isInternal = true
    static let input = Schema<Plant>("Plant") { _ in }
    private let work: @Sendable (Transaction) throws(Refusal) -> String

    init() { work = { _ in "" } }
    init(_ work: @escaping @Sendable (Transaction) throws(Refusal) -> String) { self.work = work }

    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> String { try work(tx) }
}
