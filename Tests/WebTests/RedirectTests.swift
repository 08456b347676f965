import HTTPTypes
import Testing

@testable import Web

@Suite("Where a page may send a browser")
struct RedirectTests {
    @Test(
        "another site's address is not followed, however it is dressed up",
        arguments: [
            "//evil.example", "/\t/evil.example", "\t//evil.example", "/\\evil.example", "https://evil.example",
            "/\n/evil.example", "/ /evil.example", "/\u{7F}/evil.example", "",
        ])
    func foreign(_ target: String) {
        #expect(SiteMap.redirect(to: target).headers[.location] == "/")
    }

    @Test("an address of our own is")
    func own() {
        let target = "/crm/quotes?state=draft&next=%2Fme#lines"
        #expect(SiteMap.redirect(to: target).headers[.location] == target)
    }
}
