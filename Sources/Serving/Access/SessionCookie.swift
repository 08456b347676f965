import Hummingbird
import Identity

/// The cookie by which a browser is known: out of reach of scripts, not sent along by other sites' forms.
public enum SessionCookie {
    public static let name = "tandem_session"

    /// `Set-Cookie` of a new session.
    public static func header(_ secret: BearerSecret, isSecure: Bool) -> String {
        "\(name)=\(secret.text); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(Session.longestSeconds)"
            + (isSecure ? "; Secure" : "")
    }

    /// `Set-Cookie` that takes it away.
    public static func removal(isSecure: Bool) -> String {
        "\(name)=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0" + (isSecure ? "; Secure" : "")
    }

    static func secret(in request: Request) -> BearerSecret? {
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == name else { continue }
                return BearerSecret(String(parts[1]))
            }
        }
        return nil
    }
}
