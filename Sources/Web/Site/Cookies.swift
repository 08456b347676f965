import HTTPTypes
import Hummingbird
import Kernel

/// The two small cookies that pages set themselves.
enum Cookies {
    static let noticeName = "notice"
    static let themeName = "theme"
    static let yearSeconds = 365 * 86_400

    static func value(_ name: String, of request: Request) -> String? {
        for field in request.headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let halves = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if halves.count == 2, halves[0] == name[...] { return String(halves[1]) }
            }
        }
        return nil
    }

    static func theme(of request: Request) -> String {
        let theme = value(themeName, of: request) ?? ""
        return ["light", "dark"].contains(theme) ? theme : ""
    }

    /// What the page before wants said, once.
    static func notice(of request: Request) -> String {
        value(noticeName, of: request).map { Form(encoded: "notice=\($0)")["notice"] } ?? ""
    }

    static func field(_ name: String, _ value: String, seconds: Int) -> HTTPField {
        HTTPField(name: .setCookie, value: "\(name)=\(value); Path=/; Max-Age=\(seconds); SameSite=Lax; HttpOnly")
    }
}
