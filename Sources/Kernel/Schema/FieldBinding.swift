/// Reads and writes one declared field of an object, where the object lies. It knows the object by its address only:
/// every row walks through all of its fields, and a generic walk would look up types at every step.
public final class FieldBinding: Sendable {
    public let descriptor: FieldDescriptor
    /// The address is that of an object of the schema's kind.
    public let read: @Sendable (UnsafeRawPointer) -> Value
    public let write: @Sendable (UnsafeMutableRawPointer, Value) throws(ValueError) -> Void

    @usableFromInline
    init(
        descriptor: FieldDescriptor, read: @escaping @Sendable (UnsafeRawPointer) -> Value,
        write: @escaping @Sendable (UnsafeMutableRawPointer, Value) throws(ValueError) -> Void
    ) {
        self.descriptor = descriptor
        self.read = read
        self.write = write
    }
}

/// Reads and writes a list of lines of a command's input, where the command lies.
public final class ListBinding: Sendable {
    public let name: String
    let read: @Sendable (UnsafeRawPointer) -> [Record]
    let write: @Sendable (UnsafeMutableRawPointer, [Record]) -> [Reason]
    let problems: @Sendable (UnsafeRawPointer) -> [Reason]

    init(
        name: String, read: @escaping @Sendable (UnsafeRawPointer) -> [Record],
        write: @escaping @Sendable (UnsafeMutableRawPointer, [Record]) -> [Reason],
        problems: @escaping @Sendable (UnsafeRawPointer) -> [Reason]
    ) {
        self.name = name
        self.read = read
        self.write = write
        self.problems = problems
    }
}

/// An object that is passed on by reference, at an address of its own. Why unchecked: it is changed only while a
/// single owner holds it.
final class Boxed<Object: Sendable>: @unchecked Sendable {
    let place: UnsafeMutablePointer<Object>

    var object: Object { place.pointee }

    init(_ object: Object) {
        place = .allocate(capacity: 1)
        place.initialize(to: object)
    }

    deinit {
        place.deinitialize(count: 1)
        place.deallocate()
    }
}
