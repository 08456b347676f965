/// Translates references between the two sides of a pair. Given to the merge as a plain function, so that the merge
/// stays pure; it lives no longer than one decision.
public struct Translation {
    /// recipe → id on the given side → id on the other side; nil when the partner is not linked yet.
    public let partner: (_ recipe: String, _ id: String, _ from: Side) -> String?
    /// The country that local phone numbers belong to, "NZ" or "AU" …
    public let country: String

    public init(country: String, partner: @escaping (String, String, Side) -> String?) {
        self.country = country
        self.partner = partner
    }
}
