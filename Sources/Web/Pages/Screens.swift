import Kernel
import Platform
import Serving

extension CompanyRouter {
    /// The hand-made screens. Each adds its routes and its entry in the rail; what is added here comes before the
    /// generic pages of the same address.
    func addScreens(to map: inout SiteMap) {
        map.addCustomer()
        map.addQuoteBuilder()
        map.addOrders()
        map.addApprovals()
        map.addSyncMonitor()
        map.addPipeline()
        map.addReceivables()
        map.addPicking()
        map.addLedger()
        map.addAvailability()
        map.addPriceBook()
        map.addRecipes()
        map.addImports()
        map.addHome()
    }
}
