import Foundation
import Kernel

/// Reads a spreadsheet by openpyxl, in a program of its own with limits of its own: a workbook is a stranger's zip
/// file. Its first visible sheet becomes CSV in UTF-8, with dates as 2026-11-03 and the values of formulas.
enum Workbook {
    /// `PK`: what every zip file begins with.
    static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

    /// The system's own Python, to which the system's packages belong; another one where there is none.
    private static var interpreter: [String] {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
            ? ["/usr/bin/python3"] : ["/usr/bin/env", "python3"]
    }

    /// Refuses unreadableFile, saying why.
    static func convert(_ source: String, to target: String) async throws {
        let process = Process()
        let words = Pipe()
        process.executableURL = URL(fileURLWithPath: interpreter[0])
        process.arguments =
            interpreter.dropFirst() + [
                "-I", "-c", script, source, target, "\(ImportLimits.mostRows)", "\(ImportLimits.mostColumns)",
                "\(ImportLimits.largestWorkbook)", "\(ImportLimits.longestWorkbookSeconds)",
            ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = words
        let status: Int32 = try await withCheckedThrowingContinuation { done in
            process.terminationHandler = { done.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { done.resume(throwing: error) }
            Task {
                try? await Task.sleep(for: .seconds(ImportLimits.longestWorkbookSeconds))
                if process.isRunning { process.terminate() }
            }
        }
        guard status != 0 else { return }
        let said = String(decoding: words.fileHandleForReading.availableData.prefix(400), as: UTF8.self)
        throw ImportFile.unreadable(
            status == 3
                ? "Workbooks cannot be read here: python3-openpyxl is not installed"
                : status == 4 ? said : "The workbook cannot be read",
            allowed: status == 3 ? "the sheet saved as CSV" : "a workbook of Excel (.xlsx), or the sheet saved as CSV")
    }

    /// Answers 3 without openpyxl, 4 with what it says on standard error, 0 when all is written.
    private static let script = """
        import sys, csv, datetime, resource, zipfile
        source, target = sys.argv[1:3]
        most_rows, most_columns, most_bytes, seconds = map(int, sys.argv[3:7])
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
        def refuse(text):
            sys.stderr.write(text)
            sys.exit(4)
        try:
            import openpyxl
        except ImportError:
            sys.exit(3)
        try:
            with zipfile.ZipFile(source) as parts:
                if sum(part.file_size for part in parts.infolist()) > most_bytes:
                    refuse('The workbook is larger than %d bytes when unpacked' % most_bytes)
            book = openpyxl.load_workbook(open(source, 'rb'), read_only=True, data_only=True)
            sheet = next((s for s in book.worksheets if s.sheet_state == 'visible'), None)
        except (zipfile.BadZipFile, KeyError, ValueError, openpyxl.utils.exceptions.InvalidFileException):
            refuse('This is not a workbook of Excel')
        if sheet is None:
            refuse('The workbook has no visible sheet')
        def text(value):
            if value is None: return ''
            if isinstance(value, bool): return 'true' if value else 'false'
            if isinstance(value, datetime.datetime):
                return value.date().isoformat() if value.time() == datetime.time() else value.isoformat() + 'Z'
            if isinstance(value, (datetime.date, datetime.time)): return value.isoformat()
            if isinstance(value, float):
                return str(int(value)) if value.is_integer() and abs(value) < 1e15 else \
                    ('%.9f' % value).rstrip('0').rstrip('.')
            return str(value)
        with open(target, 'w', encoding='utf-8', newline='') as out:
            writer, count, width = csv.writer(out), 0, 0
            for row in sheet.iter_rows(values_only=True):
                cells = [text(value) for value in row]
                if not any(cells):
                    out.write('\\r\\n')
                    continue
                if not width:
                    while cells and not cells[-1]: cells.pop()
                    width = len(cells)
                    if width > most_columns: refuse('The sheet has %d columns; allowed are %d' % (width, most_columns))
                cells = (cells + [''] * width)[:width]
                count += 1
                if count > most_rows + 1: refuse('The sheet has more than %d rows' % most_rows)
                writer.writerow(cells)
            if not count: refuse('The sheet is empty')
        """
}
