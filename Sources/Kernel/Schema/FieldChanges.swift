/// The fields of an object that a command carries, and which of them were mentioned: what is absent stays as it is,
/// what was emptied becomes empty.
///
///     var changes = FieldChanges<Account>()
///     changes[\.phone] = "+6493550000"
public struct FieldChanges<Object: BusinessObject>: Sendable {
    /// A blank object with the mentioned fields filled in.
    public var object: Object { box.object }
    /// Held by reference: commands travel through many hands.
    fileprivate var box = Boxed(Object())
    private var mentioned: UInt64 = 0

    public init() {}

    /// Mentions every field of `object` that anybody may write; states and what commands derive are not carried.
    public init(_ object: Object) {
        box = Boxed(object)
        let bindings = Object.schema.bindings
        for position in 0..<bindings.count where bindings[position].descriptor.isWritable {
            mentioned |= 1 << UInt64(position)
        }
    }

    /// Reads the carried value; writing it mentions it.
    public subscript<V: FieldValue>(path: any WritableKeyPath<Object, V> & Sendable) -> V {
        get { box.place.pointee[keyPath: path] }
        set {
            own()
            box.place.pointee[keyPath: path] = newValue
            mentioned |= 1 << UInt64(Object.schema.position(of: path))
        }
    }

    /// Was the field mentioned?
    public func mentions<V: FieldValue>(_ path: any WritableKeyPath<Object, V> & Sendable) -> Bool {
        mentioned & (1 << UInt64(Object.schema.position(of: path))) != 0
    }

    mutating func write(_ value: Value, at position: Int) throws(ValueError) {
        own()
        try Object.schema.bindings[position].write(box.place, value)
        mentioned |= 1 << UInt64(position)
    }

    /// Before a change: nobody else may see it.
    private mutating func own() {
        if !isKnownUniquelyReferenced(&box) { box = Boxed(box.object) }
    }

    /// The object with the mentioned fields brought to it. Refuses only a value that `Object` itself gave, so never in
    /// practice.
    public func applied(to object: Object) throws(Refusal) -> Object {
        var object = object
        do throws(ValueError) {
            try apply(to: &object)
        } catch {
            throw Refusal(.invalidValue, error.message, document: Object.objectName, allowed: error.allowed)
        }
        return object
    }

    private func apply(to other: inout Object) throws(ValueError) {
        let bindings = Object.schema.bindings
        try withUnsafeMutablePointer(to: &other) { place throws(ValueError) in
            for position in 0..<bindings.count where mentioned & (1 << UInt64(position)) != 0 {
                try bindings[position].write(place, bindings[position].read(box.place))
            }
        }
    }
}

extension SchemaBuilder {
    /// All fields of another object that `isCarried` chooses (by default those that anybody may write), as fields of
    /// a command's input. They are required only where `isRequired` says so and the object requires them.
    public mutating func fields<Part: BusinessObject>(
        of part: Part.Type, at path: any WritableKeyPath<Object, FieldChanges<Part>> & Sendable,
        isRequired: Bool = false, where isCarried: (FieldDescriptor) -> Bool = { $0.isWritable }
    ) {
        precondition(part.schema.bindings.count <= 64, "\(part.objectName) has more fields than a command can carry")
        let offset = MemoryLayout<Object>.offset(of: path)
        for (position, binding) in part.schema.bindings.enumerated() where isCarried(binding.descriptor) {
            let declared = binding.descriptor
            var field = FieldDescriptor(name: declared.name, kind: declared.kind, isOptional: declared.isOptional)
            field.rules.isRequired = isRequired && declared.rules.isRequired
            field.rules.isSensitive = declared.rules.isSensitive
            field.rules.isSecret = declared.rules.isSecret
            field.rules.maximumLength = declared.rules.maximumLength
            field.rules.lowest = declared.rules.lowest
            field.rules.highest = declared.rules.highest
            field.rules.isAboveZero = declared.rules.isAboveZero
            precondition(descriptor.field(field.name) == nil, "\(descriptor.name).\(field.name) is declared twice")
            descriptor.fields.append(field)
            paths.append(nil)
            bindings.append(
                FieldBinding(
                    descriptor: field,
                    read: { place in
                        let changes =
                            if let offset {
                                (place + offset).assumingMemoryBound(to: FieldChanges<Part>.self).pointee.box
                            } else {
                                place.assumingMemoryBound(to: Object.self).pointee[keyPath: path].box
                            }
                        return binding.read(changes.place)
                    },
                    write: { (place, value) throws(ValueError) in
                        try place.assumingMemoryBound(to: Object.self).pointee[keyPath: path]
                            .write(value, at: position)
                    }))
        }
    }
}
