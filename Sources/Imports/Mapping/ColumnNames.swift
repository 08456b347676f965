import Kernel

/// Which field a column is likely meant for, by its heading.
public enum ColumnNames {
    /// What other systems and people call our fields; ours → theirs, in folded words.
    static let synonyms: [String: [String]] = [
        "name": [
            "company", "company name", "account", "account name", "organisation", "organization", "customer",
            "customer name", "business name", "trading name", "product name", "item name", "opportunity name",
            "deal name",
        ],
        "legalName": ["company", "company name", "customer name", "customer", "business name", "legal entity"],
        "code": [
            "sku", "item code", "item number", "item no", "item", "product code", "part number", "part no", "material",
            "internal reference", "article number", "no",
        ],
        "number": ["no", "account number", "customer number", "customer no"],
        "givenName": ["first name", "forename", "firstname"],
        "familyName": ["last name", "surname", "lastname"],
        "email": ["e mail", "email address", "mail", "e mail address"],
        "phone": ["telephone", "tel", "phone number", "business phone", "work phone", "main phone"],
        "mobile": ["mobile phone", "cell", "cell phone", "mobile number"],
        "jobTitle": ["title", "position", "role", "job"],
        "street": [
            "address", "address 1", "address line 1", "street address", "billing street", "mailing street", "street 1",
        ],
        "suburb": ["address 2", "address line 2", "district"],
        "city": ["town", "billing city", "mailing city", "town city", "locality"],
        "postcode": ["zip", "zip code", "postal code", "billing postal code", "mailing zip postal code", "post code"],
        "region": ["state", "province", "billing state", "county", "state province"],
        "country": ["country code", "billing country", "country region"],
        "website": ["url", "web", "homepage", "web site", "web address", "domain"],
        "description": ["notes", "note", "comments", "comment", "details", "product description"],
        "industry": ["sector", "branch"],
        "employees": ["number of employees", "no of employees", "headcount", "size"],
        "taxNumber": ["gst number", "gst", "gst no", "tax id", "tax registration number", "ird number"],
        "account": ["company", "company name", "account name", "organisation", "organization", "customer"],
        "company": ["account", "account name", "organisation", "organization", "company name", "business"],
        "baseUnit": ["unit", "uom", "unit of measure", "stock unit"],
        "standardCost": ["cost", "unit cost", "cost price"],
        "unitPrice": ["price", "list price", "sales price", "sell price"],
        "amount": ["value", "total", "deal value"],
        "closeDate": ["expected close", "expected close date", "close", "closing date"],
        "owner": ["account owner", "owner id", "sales person", "salesperson", "account manager"],
        "subject": ["title", "summary"],
        "dueOn": ["due", "due date", "deadline"],
    ]

    /// As alike as a heading and a field's name must be when nothing else fits.
    private static let alikeEnough = FixedDecimal(micros: 500_000)

    /// For each column the field that it fits best, or nothing; each field once, the surest first.
    public static func suggestions(_ header: [String], _ fields: [FieldDescriptor]) -> [String] {
        var suggested = Array(repeating: "", count: header.count)
        var free = fields.map(\.name)
        func take(_ fits: (_ column: String, _ field: String) -> Bool) {
            for (index, column) in header.enumerated() where suggested[index].isEmpty {
                guard let field = free.first(where: { fits(foldedForMatching(column), $0) }) else { continue }
                suggested[index] = field
                free.removeAll { $0 == field }
            }
        }
        take { column, field in plain(column) == plain(field) }
        take { column, field in synonyms[field]?.contains(column) ?? false }
        take { column, field in trigramSimilarity(column, spoken(field)) >= alikeEnough }
        return suggested
    }

    private static func plain(_ text: String) -> String { foldedForMatching(text).filter { $0 != " " } }
    private static func spoken(_ field: String) -> String {
        snakeCase(field).split(separator: "_").joined(separator: " ")
    }
}
