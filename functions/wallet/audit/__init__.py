"""The audit of one wallet against its entries and holds."""
