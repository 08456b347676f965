import Foundation
import Hummingbird
import Kernel

/// Reads `multipart/form-data` (RFC 7578): how browsers send files.
enum Multipart {
    static func read(_ bytes: [UInt8], contentType: String) throws -> Form {
        guard let marker = contentType.components(separatedBy: "boundary=").dropFirst().first else {
            throw HTTPError(.badRequest, message: "The form has no boundary")
        }
        let boundary = marker.split(separator: ";")[0].trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
        let data = Data(bytes)
        let separator = Data("--\(boundary)".utf8)
        var values: [String: [String]] = [:]
        var files: [String: Form.File] = [:]
        var place = data.range(of: separator)?.upperBound
        while let start = place, let next = data.range(of: separator, in: start..<data.endIndex) {
            place = next.upperBound
            let part = data[start..<next.lowerBound]
            guard let gap = part.range(of: Data("\r\n\r\n".utf8)) else { continue }
            let head = String(decoding: part[part.startIndex..<gap.lowerBound], as: UTF8.self)
            let content = part[gap.upperBound..<max(gap.upperBound, part.endIndex - 2)]
            guard let name = parameter("name", of: head) else { continue }
            if let file = parameter("filename", of: head) {
                if !content.isEmpty { files[name] = Form.File(name: file, bytes: Array(content)) }
            } else {
                values[name, default: []].append(String(decoding: content, as: UTF8.self))
            }
        }
        return Form(values: values, files: files)
    }

    private static func parameter(_ name: String, of head: String) -> String? {
        guard let range = head.range(of: "; \(name)=\"") else { return nil }
        return head[range.upperBound...].split(separator: "\"", omittingEmptySubsequences: false).first.map(String.init)
    }
}
