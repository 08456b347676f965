import Kernel
import Platform

/// What a browser or a program holds to be known again. Only its hash is kept here: whoever reads the database
/// cannot come in by it.
public struct BearerSecret: Hashable, Sendable {
    public let text: String

    public init(_ text: String) { self.text = text }

    /// 256 bits of the world's chance.
    public static func session(_ world: World) -> BearerSecret { BearerSecret(Hex.text(world.randomBytes(32))) }

    /// With a prefix by which leaked ones are found.
    public static func apiToken(_ world: World) -> BearerSecret {
        BearerSecret(tokenPrefix + Hex.text(world.randomBytes(32)))
    }

    public static let tokenPrefix = "tnd_"

    /// What is kept, and looked up by.
    public var hash: String { Digest.hexadecimal(Array(text.utf8)) }

    /// What each form of this session carries: no other site can know it, and it does not tell the secret.
    public var formToken: String { Digest.hexadecimal(Array("form ".utf8) + Array(text.utf8)) }
}
