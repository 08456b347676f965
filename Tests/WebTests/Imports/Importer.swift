import CRM
import Foundation
import Imports
import Kernel
import Platform
import Testing

@testable import Web

/// Somebody who brings files in by the pages, step by step.
struct Importer {
    let company: PagesCompany
    var actor = Actor(id: "mere", name: "Mere Tamihana", roles: [.sales, .person])
    var object = "crm.Account"

    /// Where the import is, when the file was taken.
    func upload(_ bytes: [UInt8], named name: String = "customers.csv") async throws -> PagesCompany.Answer {
        try await company.upload("/imports/new", [("object", object)], file: name, bytes, as: actor)
    }

    func upload(_ text: String, named name: String = "customers.csv") async throws -> String {
        let answer = try await upload(Array(text.utf8), named: name)
        #expect(answer.status == 303, "\(answer.html.suffix(600))")
        return answer.location
    }

    func page(_ path: String) async throws -> String { try await company.get(path, as: actor).html }

    /// Checks with the columns as given; the rest as the page offers it.
    @discardableResult
    func check(_ path: String, _ fields: [String], key: String, _ more: [(String, String)] = [("changesKnown", "true")])
        async throws -> PagesCompany.Answer
    {
        let columns = fields.enumerated().map { ("column.\($0)", $1) }
        return try await company.post(path + "/check", columns + [("key", key)] + more, as: actor)
    }

    func start(_ path: String) async throws { _ = try await company.post(path + "/start", as: actor) }
    func undo(_ path: String) async throws { _ = try await company.post(path + "/undo", as: actor) }

    /// All of it at once.
    @discardableResult
    func bring(_ text: String, _ fields: [String], key: String) async throws -> String {
        let path = try await upload(text)
        let checked = try await check(path, fields, key: key)
        #expect(checked.status == 303, "\(checked.html.suffix(800))")
        try await start(path)
        return path
    }

    func run(_ path: String) throws -> ImportRun {
        let id = ID<ImportRun>(String(path.split(separator: "/").last ?? ""))
        return try company.load(id, from: company.suite.bridge)
    }

    func account(_ name: String) throws -> Account? {
        try company.suite.crm.store.read { try $0.all(Select<Account>().where(\.name, .equal, name)).first }
    }
}
