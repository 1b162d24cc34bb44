"""Places: stocks that are dealt out, checked against their bookings."""
