import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Platform

/// Styles, scripts and icons. Their address holds the hash of all of them, so browsers may keep them for ever.
public struct Assets: Sendable {
    private let files: [String: [UInt8]]
    private let hash: String

    /// From the folder beside the program: nothing is embedded, so a change of style needs no build of code.
    public init() throws {
        let folder = Bundle.module.bundleURL.appendingPathComponent("Assets")
        var files: [String: [UInt8]] = [:]
        var styles: [UInt8] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
            if name.hasSuffix(".css") { styles += bytes } else { files[name] = bytes }
        }
        files["tandem.css"] = styles
        self.files = files
        hash = String(
            Digest.hexadecimal(files.sorted { $0.key < $1.key }.flatMap { Array($0.key.utf8) + $0.value }).prefix(12))
    }

    public func path(_ name: String) -> String { "/assets/\(hash)/\(name)" }

    func response(_ name: String, hash asked: String) -> Response? {
        guard let bytes = files[name] else { return nil }
        return Response(
            status: .ok,
            headers: [
                .contentType: Self.type(of: name),
                .cacheControl: asked == hash ? "public, max-age=31536000, immutable" : "no-cache",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private static func type(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        default: "application/octet-stream"
        }
    }
}
