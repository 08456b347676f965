import Bridge

/// A record of one system and its partner in the other, as the bridge holds them.
public typealias LinkedPair = Link
