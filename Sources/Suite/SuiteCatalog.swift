import CRM
import ERP
import Kernel
import Platform
import SuiteConnector

/// What the built-in systems let others read and write, for the recipes' static check.
public enum SuiteCatalog {
    /// By system: every object with all fields that can be read or given to its commands.
    public static let readable: [String: [ObjectDescriptor]] = [
        CRM.module.name: SuiteConnector.crmObjects(CRM.module).map(\.catalogEntry),
        ERP.module.name: SuiteConnector.erpObjects(ERP.module).map(\.catalogEntry),
    ]

    /// "erp.Customer" → the fields that its commands take from the bridge; list elements as "erp.SalesOrderLine".
    public static let writable: [String: Set<String>] = {
        var writable: [String: Set<String>] = [:]
        for (system, objects) in [
            (CRM.module.name, SuiteConnector.crmObjects(CRM.module)),
            (ERP.module.name, SuiteConnector.erpObjects(ERP.module)),
        ] {
            for object in objects {
                writable["\(system).\(object.name)"] = object.writableFields
                for (element, fields) in object.writableElements { writable["\(system).\(element)"] = fields }
            }
        }
        return writable
    }()
}
