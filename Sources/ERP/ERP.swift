import Kernel
import Platform

/// The ERP: what the platform is given to keep its database and run its commands.
public enum ERP {
    public static let module = Module(
        name: "erp", schemaVersion: 1, objects: Finance.objects + supplyObjects,
        commands: Finance.commands + supplyCommands)

    static let supplyObjects: [any BusinessObject.Type] = [
        Item.self, ItemUnit.self, KitComponent.self, PriceList.self, PriceListLine.self, SpecialOffer.self,
        SpecialOfferItem.self, Warehouse.self, StockMove.self, StockLevel.self, LotStock.self, SerialUnit.self,
        Reservation.self, StockCount.self, StockCountLine.self, SalesOrder.self, SalesOrderLine.self, OrderHold.self,
        Shipment.self, ShipmentLine.self, ReturnAuthorization.self, ReturnLine.self,
    ]

    static let supplyCommands: [any Command.Type] = [
        CreateItem.self, UpdateItem.self, CreatePriceList.self, SetPrice.self, CreateSpecialOffer.self,
        CreateWarehouse.self, CountStock.self, AdjustStock.self, PlaceOrder.self, ChangeOrder.self, CancelOrder.self,
        SubstituteItem.self, HoldOrder.self, ReleaseOrder.self, ShipOrder.self, RequestReturn.self,
        AuthoriseReturn.self, RejectReturn.self, ReceiveReturn.self, DisposeReturn.self, CloseReturn.self,
    ]
}
