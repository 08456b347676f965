import Hummingbird
import Platform
import Serving

extension CompanyRouter {
    /// Adds the pages.
    public func addPages(of company: Company) {}
}
