import Kernel
import Platform

extension Merge {
    /// Lines flow from their owner. They are compared as a whole with what was last agreed, by digest, and written
    /// whole: the target matches them by key, so that unchanged lines stay untouched.
    mutating func carry(_ list: ListLine, left: Record?, right: Record?) {
        let side: Side = list.owner == .right ? .right : .left
        guard written != side.other else { return }
        let owner = side == .left ? left : right
        let name = side == .left ? list.left : list.right
        guard let elements = owner?.lists[name], !(list.isOnlyOnCreate && left != nil && right != nil) else { return }
        var translated: [Record] = []
        for (index, element) in elements.enumerated() {
            translated.append(translate(element, list, from: side, position: index + 1))
        }
        let digest = Self.digest(translated)
        guard result.shadow.lists[list.name] != digest || (side == .left ? right : left) == nil else { return }
        note(list, digest: digest, elements: translated, to: side.other, count: translated.count)
    }

    private mutating func translate(_ element: Record, _ list: ListLine, from side: Side, position: Int) -> Record {
        var target = Record(object: "", id: element.id)
        for line in list.fields {
            guard let name = line.source(side.other).writableName, var value = line.read(element, side) else {
                continue
            }
            if value.isBlank, let fallback = line.fallback { value = fallback }
            let problems = result.problems.count
            guard let converted = converted(line, value, from: side) else {
                for index in problems..<result.problems.count { result.problems[index].line = position }
                continue
            }
            target.fields[name] = converted
        }
        return target
    }

    static func digest(_ elements: [Record]) -> String {
        var json = JSONWriter(reservingBytes: elements.count * 128)
        json.beginArray()
        for element in elements {
            json.beginObject()
            for (name, value) in element.fields.sorted(by: { $0.key < $1.key }) where !value.isBlank {
                json.key(name)
                json.value(value)
            }
            json.endObject()
        }
        json.endArray()
        return String(Digest.hexadecimal(json.bytes).prefix(32))
    }
}
