import CRM
import ERP
import Kernel
import Platform
import Serving

extension CompanyRouter {
    /// Lists, details, forms and history of every object, from what its schema declares.
    func addGenericPages(to map: inout SiteMap) {
    }
}
