import Kernel

/// Texts by which people have broken into programs: each must stay text wherever it is shown.
enum Corpus {
    static let texts: [String] = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)' x='",
        "\" onfocus=\"alert(1)\" autofocus=\"",
        "javascript:alert(document.cookie)",
        "<svg/onload=alert(1)><style>*{display:none}</style>",
        "</textarea></title></style></script><iframe src=//evil.example>",
        "{{7*7}}${7*7}<%= 7*7 %>{% x %}`id`$(id)",
        "=HYPERLINK(\"http://evil.example\",\"x\")",
        "+1+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd",
        "\t=1+1",
        "\r\nBcc: eve@example.com\r\n\r\n<b>x</b>",
        "\u{202E}gpj.exe\u{2066}\u{200B}\u{FEFF}",
        "<!--<![CDATA[ ]]>&lt;script&gt;&#60;b&#62;",
        "https://evil.example/\"onclick=alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example/%0d%0aSet-Cookie:x=1",
        "'; DROP TABLE account; --\\' OR '1'='1",
    ]

    /// As long as any field may be.
    static let long = String(repeating: "<b>\"'&", count: 700)

    static let all = texts + [long]
}
