import Kernel
import Platform

/// A line of a mirrored shipment with the serial numbers that went.
public struct CustomerShipmentLine: MirrorLine {
    public var id = ID<CustomerShipmentLine>.blank
    public var version = 0
    public var shipment = ID<CustomerShipment>.blank
    public var position = 0
    /// The mirrored product, when the ERP's item is known here.
    public var product: ID<Product>?
    public var productCode = ""
    public var description = ""
    public var quantity = Quantity.none
    /// Separated by commas.
    public var serials = ""
    public init() {}

    public static let schema = Schema<CustomerShipmentLine>("CustomerShipmentLine") { s in
        s.field("shipment", \.shipment)
        s.field("position", \.position)
        s.field("product", \.product)
        s.field("productCode", \.productCode, .maxLength(60))
        s.field("description", \.description, .maxLength(500))
        s.field("quantity", \.quantity)
        s.field("serials", \.serials)
        s.parent("shipment")
    }
}
