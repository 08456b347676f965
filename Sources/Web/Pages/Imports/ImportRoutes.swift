import Documents
import FilesConnector
import Foundation
import HTTPTypes
import Hummingbird
import Imports
import Kernel
import NIOCore
import Platform
import Serving

extension SiteMap {
    /// Files brought in: the upload, the columns, the check, the run, what was refused, and the way back.
    mutating func addImports() {
        let desk = ImportDesk(company)
        navigate(NavigationEntry(.bridge, "Imports", "/imports", order: 60))
        page("imports") { visit in try ImportListPage(visit).page }
        page("imports/new") { visit in try ImportUploadPage(visit, desk).page }
        action("imports/new") { visit, form in
            let page = try ImportUploadPage(visit, desk, form: form)
            guard let file = form.files["file"] else { return .again(page.refused(ImportUploadPage.noFile)) }
            do {
                let run = try await desk.take(
                    file.bytes, named: file.name, into: page.target, by: visit.actor, key: form.key)
                return .go(to: "/imports/\(run.raw)")
            } catch let refusal as Refusal {
                return .again(page.refused(refusal))
            }
        }
        page("imports/:id") { visit in try ImportRunPage(visit, desk).page() }
        addImportSteps(desk)
        addImportFiles(desk)
    }

    private mutating func addImportSteps(_ desk: ImportDesk) {
        action("imports/:id/read") { visit, form in
            let page = try ImportRunPage(visit, desk)
            do {
                try desk.reread(
                    page.run, encoding: form["encoding"], delimiter: form["delimiter"], by: visit.actor)
                return .go(to: page.path, saying: "Read anew")
            } catch let refusal as Refusal {
                return .again(try page.page(refusal))
            }
        }
        action("imports/:id/check") { visit, form in
            let page = try ImportRunPage(visit, desk)
            let mapping = page.mapping(of: form)
            do {
                try await desk.check(page.run, mapping, by: visit.actor)
                return .go(to: page.path, saying: "Checked; nothing was written")
            } catch let refusal as Refusal {
                return .again(try page.page(refusal, mapping))
            }
        }
        action("imports/:id/start") { visit, _ in
            let page = try ImportRunPage(visit, desk)
            try await desk.start(page.run, by: visit.actor)
            return .go(to: page.path)
        }
        action("imports/:id/undo") { visit, _ in
            let page = try ImportRunPage(visit, desk)
            try await desk.undo(page.run, by: visit.actor)
            return .go(to: page.path)
        }
    }

    private mutating func addImportFiles(_ desk: ImportDesk) {
        resource("imports/:id/rejected.csv") { visit in
            let page = try ImportRunPage(visit, desk)
            guard let bytes = FileManager.default.contents(atPath: desk.folder.rejects(page.run.id)) else {
                throw PageNotFound("This file")
            }
            return CSVResponse.of([UInt8](bytes), named: "\(page.baseName)-refused")
        }
        resource("imports/:id/rows.csv") { visit in
            let page = try ImportRunPage(visit, desk)
            return try CSVResponse.of("\(page.baseName)-rows") { writer in
                try writer.writeRow(["line", "did", "outcome", "record", "reason"])
                for row in try page.rows(limit: ImportLimits.mostRows) {
                    try writer.writeRow(
                        ["\(row.line)", row.did.rawValue, row.outcome.rawValue, row.record, row.note])
                }
            }
        }
    }
}

extension ImportDesk {
    /// Into the CRM and the ERP of this company.
    convenience init(_ company: Company) {
        self.init(
            into: [company.crm, company.erp], bridge: company.bridge, folder: ImportFolder(home: company.suite.home)
        ) { (try? company.erp.read(as: .system) { try Letterhead(in: $0).currency }) ?? .nzd }
    }
}

extension ObjectKind {
    /// Where files of these are brought in; nil when the reader may make none.
    func importPath(for visit: Visit) -> String? {
        guard let importing, visit.may(importing, in: source) else { return nil }
        return "/imports/new?object=\(source.rawValue).\(name)"
    }
}
