"""The audit of the ledger: every wallet against its entries, its holds and its bookings."""
