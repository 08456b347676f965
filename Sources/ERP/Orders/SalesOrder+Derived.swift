import Kernel
import Platform

extension SalesOrder {
    /// Works out the facets and the one word from the lines; nobody sets them by hand. `lines` are all of its lines.
    public mutating func derive(lines: [SalesOrderLine]) {
        let isDelivered = lines.contains { $0.delivered.value > .zero }
        let isInvoiced = lines.contains { $0.invoiced.value > .zero }
        let isAllDelivered = lines.allSatisfy { $0.delivered >= $0.committed }
        let isAllInvoiced = lines.allSatisfy { $0.invoiced + $0.returned >= max($0.committed, $0.shipped) }
        deliveryStatus = !isDelivered ? .notDelivered : isAllDelivered ? .delivered : .partly
        billingStatus = !isInvoiced ? .notBilled : isAllInvoiced ? .billed : .partly
        if !isDelivered, lines.allSatisfy({ $0.committed.isZero }) {
            state = .cancelled
        } else if deliveryStatus == .delivered, billingStatus == .billed {
            state = .closed
        } else {
            state = openHolds > 0 ? .onHold : .confirmed
        }
    }

    /// Refuses what only a running order can take: wrongState for a cancelled or closed one.
    func requireRunning() throws(Refusal) {
        guard state == .cancelled || state == .closed else { return }
        throw Refusal(
            .wrongState, "Order \(number) is \(state.rawValue)", document: "Order \(number)", field: "state",
            allowed: "an order that is confirmed or on hold", fixedBy: "sales")
    }

    /// Brings net, tax and total to what the lines say. Freight bears the highest rate of the lines. Recorded tax and
    /// freight of an imported order are taken as given, and rounding brings the total to the recorded one.
    /// Refuses: badQuantity when an amount is too large.
    mutating func total(_ lines: inout [SalesOrderLine], codes: [ID<TaxCode>: TaxCode]) throws(Refusal) {
        net = .zero(currency)
        for index in lines.indices {
            do throws(ValueError) {
                lines[index].net = try Money.lineNet(
                    quantity: lines[index].committed.value, unitPrice: lines[index].unitPrice,
                    discountPercent: lines[index].discountPercent, currency: currency)
            } catch {
                throw Refusal(
                    .badQuantity, error.message, document: "Order \(number)", line: lines[index].position,
                    field: "quantity", allowed: error.allowed)
            }
            net += lines[index].net
        }
        if lines.allSatisfy({ $0.committed.isZero }) {
            freight = .zero(currency)
            givenTax = nil
            givenFreight = nil
            sourceTotal = nil
        }
        freight = givenFreight ?? (freight == .none ? .zero(currency) : freight)
        tax = givenTax ?? Self.tax(on: lines, freight: freight, codes: codes)
        total = net + tax + freight
        rounding = .zero(currency)
        guard let sourceTotal else { return }
        do throws(ValueError) {
            rounding = try Money(sourceTotal, currency, rounding: .halfUp) - total
        } catch {
            throw Refusal(
                .badQuantity, error.message, document: "Order \(number)", field: "sourceTotal", allowed: error.allowed)
        }
        total += rounding
    }

    private static func tax(on lines: [SalesOrderLine], freight: Money, codes: [ID<TaxCode>: TaxCode]) -> Money {
        var taxed: [(net: Money, code: TaxCode)] = []
        for line in lines {
            if let code = codes[line.taxCode] { taxed.append((net: line.net, code: code)) }
        }
        let tax = GST.compute(taxed, freight: freight).tax
        return tax == .none ? .zero(freight.currency) : tax
    }
}
