import Foundation
import Kernel
import Testing

@testable import Bridge

private func text(_ name: String, after: String = "[]", fields: String = "") -> String {
    "recipe: \(name)\npair: { crm: \(name)A, erp: \(name)B }\nafter: \(after)\nfields:\n"
        + "  x: { crm: a, erp: b, owner: crm \(fields) }\n"
}

private func errors(_ files: [(String, String)], catalog: [String: [ObjectDescriptor]] = [:]) -> [RecipeError] {
    do throws(RecipeErrors) {
        _ = try RecipeFolder(files: files.map { (file: $0.0, text: $0.1) }, catalog: catalog)
        return []
    } catch {
        return error.errors
    }
}

@Suite("A folder of recipes")
struct RecipeFolderTests {
    @Test("is carried in the order of after, else by name")
    func order() throws {
        let folder = try RecipeFolder(files: [
            ("order.yaml", text("order", after: "[customer, price]")), ("item.yaml", text("item")),
            ("price.yaml", text("price", after: "[item]")), ("customer.yaml", text("customer", after: "[price]")),
        ])
        #expect(folder.recipes.map(\.name) == ["item", "price", "customer", "order"])
        #expect(folder.recipe("price")?.after == ["item"] && folder.warnings == [])
    }

    @Test("is refused when after goes round or names nobody")
    func rounds() {
        let found = errors([
            ("a.yaml", text("a", after: "[b]")), ("b.yaml", text("b", after: "[c]")),
            ("c.yaml", text("c", after: "[a, itme]")), ("item.yaml", text("item")),
            ("self.yaml", text("s", after: "[s]")),
        ])
        #expect(
            found.map(\.description) == [
                "c.yaml:3: after names 'itme', and there is no such recipe; did you mean 'item'? "
                    + "(allowed: a, b, c, item, s)",
                "a.yaml:3: after goes round: a → b → c → a "
                    + "(allowed: an order in which each recipe comes after those it names)",
                "self.yaml:3: after goes round: s → s "
                    + "(allowed: an order in which each recipe comes after those it names)",
            ])
    }

    @Test("is refused when a link leads nowhere or to another object, or a name is taken")
    func links() {
        let nowhere = errors([("a.yaml", text("a", fields: ", link: customr")), ("b.yaml", text("customer"))])
        #expect(nowhere.map(\.line) == [5] && nowhere[0].message.contains("did you mean 'customer'?"))
        let twice = errors([("a.yaml", text("a")), ("b.yaml", text("a"))])
        #expect(twice.map(\.description) == ["b.yaml:1: 'a' is already the recipe of a.yaml (allowed: another name)"])
        let catalog = [
            "crm": [object("aA", [("a", .reference("Account"))]), object("cA", [("a", .text)])],
            "erp": [object("aB", [("b", .reference("cB"))]), object("cB", [("b", .text)])],
        ]
        let other = errors([("a.yaml", text("a", fields: ", link: c")), ("c.yaml", text("c"))], catalog: catalog)
        #expect(other.map(\.message) == ["'x' refers to crm Account, but 'c' joins cA"])
        let example =
            text("a") + "examples:\n  - { name: e, from: crm, given: {}, links: { zebra: {} }, writes: nothing }\n"
        #expect(errors([("a.yaml", example)]) == [])
        let linked = example.replacing("zebra: {}", with: "zebra: { a: b }")
        #expect(errors([("a.yaml", linked)]).map(\.line) == [7])
    }

    @Test("tells the errors of all its files at once")
    func all() {
        let found = errors(
            [("a.yaml", "recipe: a"), ("b.yaml", text("b", fields: ", as: morse")), ("c.yaml", text("c"))],
            catalog: ["crm": [object("cA", [("aa", .text)])], "erp": [object("cB", [("b", .text)])]])
        #expect(found.map(\.file) == ["a.yaml", "b.yaml", "c.yaml"])
    }

    @Test("is read from the disk")
    func disk() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("recipes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ name: String, _ bytes: [UInt8]) throws {
            try Data(bytes).write(to: folder.appendingPathComponent(name))
        }
        try write("item.yaml", Array(text("item").utf8))
        try write("notes.txt", Array("not a recipe".utf8))
        #expect(try RecipeFolder.load(folder.path).recipes.map(\.name) == ["item"])
        try write("broken.yaml", [0xFF, 0xFE, 0x00])
        try write("huge.yaml", Array(repeating: UInt8(ascii: "#"), count: 300_000))
        do throws(RecipeErrors) {
            _ = try RecipeFolder.load(folder.path)
            Issue.record("read")
        } catch {
            #expect(error.errors.map(\.file) == ["broken.yaml", "huge.yaml"])
        }
        #expect(throws: RecipeErrors.self) { try RecipeFolder.load(folder.path + "/nowhere") }
    }
}
