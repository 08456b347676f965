import Kernel
import Platform

/// Who may come in: people, their roles, sessions and tokens. Kept in the bridge's database, which belongs to no side.
public enum Identity {
    public static let module = Module(name: "identity", schemaVersion: 1, objects: [], commands: [])
}
