import Kernel

/// The objects and commands of one database: what CRM, ERP and the bridge each hand to the platform.
public struct Module: Sendable {
    /// "crm", "erp" or "bridge": the database's name and the first part of its addresses.
    public let name: String
    public let objects: [any BusinessObject.Type]
    public let commands: [any Command.Type]
    /// Counts the migrations of its schema; a database with a higher number is refused.
    public let schemaVersion: Int
    let publishedObjects: Set<String>
    public let descriptors: [ObjectDescriptor]
    private let objectsByName: [String: any BusinessObject.Type]

    public init(
        name: String, schemaVersion: Int, objects: [any BusinessObject.Type], commands: [any Command.Type]
    ) {
        self.name = name
        self.schemaVersion = schemaVersion
        self.objects = objects
        self.commands = commands
        descriptors = objects.map { $0.descriptor }
        publishedObjects = Set(descriptors.filter(\.isPublished).map(\.name))
        objectsByName = Dictionary(objects.map { ($0.objectName, $0) }) { first, _ in first }
    }

    /// This module's database keeps another's objects and runs its commands too.
    public func including(_ other: Module) -> Module {
        Module(
            name: name, schemaVersion: schemaVersion + other.schemaVersion, objects: objects + other.objects,
            commands: commands + other.commands)
    }

    public func object(_ name: String) -> (any BusinessObject.Type)? { objectsByName[name] }
    public func command(_ name: String) -> (any Command.Type)? { commands.first { $0.name == name } }
}

extension BusinessObject {
    public static var descriptor: ObjectDescriptor { schema.descriptor }
}
