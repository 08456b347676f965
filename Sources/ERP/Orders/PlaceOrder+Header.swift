import Kernel
import Platform

extension PlaceOrder {
    /// The order without its lines; the customer's own address where none is given.
    func header(for customer: Customer?, _ company: Company, on date: CalendarDate) -> SalesOrder {
        var order = SalesOrder()
        order.customer = self.customer
        order.customerReference = Self.plain(customerReference)
        order.sourceReference = sourceReference
        order.sourceKind = sourceKind
        order.date = date
        order.requestedDate = requestedDate
        let usual = customer.map(\.currency).flatMap { $0 == .none ? nil : $0 } ?? company.currency
        order.currency = currency.flatMap { $0 == .none ? nil : $0 } ?? usual
        order.exchangeRate = order.currency == company.currency ? .one : exchangeRate ?? .zero
        order.freight = freight ?? .zero(order.currency)
        order.givenTax = givenTax
        order.givenFreight = givenFreight
        order.sourceTotal = sourceTotal
        order.shipToName = shipToName
        order.shipToStreet = shipToStreet
        order.shipToSuburb = shipToSuburb
        order.shipToCity = shipToCity
        order.shipToRegion = shipToRegion
        order.shipToPostcode = shipToPostcode
        order.shipToCountry = (try? Country.code(shipToCountry)) ?? shipToCountry
        if let customer, shipToStreet.isEmpty, shipToCity.isEmpty {
            if shipToName.isEmpty { order.shipToName = customer.legalName }
            order.shipToStreet = customer.street
            order.shipToSuburb = customer.suburb
            order.shipToCity = customer.city
            order.shipToRegion = customer.region
            order.shipToPostcode = customer.postcode
            order.shipToCountry = customer.country
        }
        return order
    }

    /// Everything that speaks against the order as a whole.
    func check(
        _ customer: Customer?, _ order: SalesOrder, _ company: Company, _ reading: inout OrderLineReading,
        in tx: Transaction
    ) throws(Refusal) {
        if let customer {
            checkState(of: customer, &reading)
            if customer.currency != .none, customer.currency != order.currency {
                reading.refuse(
                    .currencyMismatch, "\(customer.title) is invoiced in \(customer.currency), not \(order.currency)",
                    nil, "currency", customer.currency.code, "sales")
            }
        } else {
            reading.refuse(
                .notFound, "there is no customer '\(self.customer)'", nil, "customer", "an existing customer",
                "finance")
        }
        if order.exchangeRate <= .zero {
            reading.refuse(
                .missingExchangeRate, "an order in \(order.currency) needs an exchange rate", nil, "exchangeRate",
                "\(company.currency) for one \(order.currency), more than 0", "finance")
        }
        let amounts = [("freight", freight), ("givenTax", givenTax), ("givenFreight", givenFreight)]
        for (field, amount) in amounts {
            guard let amount, amount.currency != order.currency else { continue }
            reading.refuse(
                .currencyMismatch, "\(amount) is not in the order's currency", nil, field, order.currency.code, "sales")
        }
        if !shipToCountry.isEmpty {
            do throws(ValueError) {
                _ = try Country.code(shipToCountry)
            } catch {
                reading.refuse(.invalidValue, error.message, nil, "shipToCountry", error.allowed, "sales")
            }
        }
        if lines.isEmpty {
            reading.refuse(.badQuantity, "the order has no lines", nil, "lines", "one line or more", "sales")
        }
        try checkReferences(&reading, in: tx)
    }

    private func checkState(of customer: Customer, _ reading: inout OrderLineReading) {
        let code: RefusalCode
        switch customer.state {
        case .active: return
        case .requested, .underReview: code = .customerAwaitingAcceptance
        case .hold, .blocked: code = .customerOnHold
        case .archived, .rejected: code = .customerNotActive
        }
        let words: [CustomerState: String] = [
            .requested: "waits for finance to accept it", .underReview: "waits for finance to accept it",
            .hold: "is on hold", .blocked: "is blocked", .archived: "is archived", .rejected: "was rejected",
        ]
        let why = customer.holdReason.isEmpty ? "" : ": \(customer.holdReason)"
        let isLasting = code == .customerNotActive
        reading.refuse(
            code, "\(customer.title) \(words[customer.state] ?? "is not active")\(why)", nil, "customer",
            "an active customer", "finance", waitsFor: isLasting ? nil : "Customer/\(customer.id)")
    }

    /// A reference without what nobody sees: spaces at its ends, marks without width, the many kinds of hyphen.
    static func plain(_ reference: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in reference.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .format, .control: continue
            case .dashPunctuation: plain.append("-")
            case .spaceSeparator: if !plain.isEmpty, plain.last != " " { plain.append(" ") }
            default: plain.append(scalar)
            }
        }
        if plain.last == " " { plain.removeLast() }
        return String(plain)
    }

    /// The same customer order number, or the same quote, twice.
    private func checkReferences(_ reading: inout OrderLineReading, in tx: Transaction) throws(Refusal) {
        let reference = Self.plain(customerReference)
        if !reference.isEmpty {
            let same = try tx.rows(
                """
                SELECT number FROM sales_order
                WHERE customer = ? AND lower(customer_reference) = lower(?) AND state <> 'cancelled' LIMIT 1
                """, [.text(customer.raw), .text(reference)], as: [.text])
            if let other = same.first {
                reading.refuse(
                    .duplicateReference, "\(customerReference) is already order \(other[0].text)", nil,
                    "customerReference", "a reference that this customer has not used", "sales")
            }
        }
        if sourceKind == .quote, !sourceReference.isEmpty {
            let same = Select<SalesOrder>().where(\.sourceReference, .equal, sourceReference)
                .where(\.sourceKind, .equal, .quote).where(\.state, .notEqual, .cancelled)
            if let other = try tx.first(same) {
                reading.refuse(
                    .duplicateReference, "quote \(sourceReference) is already order \(other.number)", nil,
                    "sourceReference", "a quote that was not ordered yet", "sales")
            }
        }
    }
}

extension OrderHold {
    init(on order: ID<SalesOrder>, _ kind: HoldKind, _ reason: String, at now: Instant, by actor: Actor) {
        self.init()
        self.order = order
        self.kind = kind
        self.reason = reason
        placedAt = now
        placedBy = actor.id
    }
}
