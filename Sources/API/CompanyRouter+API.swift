import Hummingbird
import Platform
import Serving

extension CompanyRouter {
    /// Adds the REST interface under `/api`.
    public func addAPI(of company: Company) {}
}
