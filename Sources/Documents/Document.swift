import Kernel

/// A paper of the company: what a customer receives of a quote, an order, a shipment, an invoice.
public enum DocumentKind: String, Choice { case quote, orderConfirmation, packingSlip, invoice, creditMemo, statement }
