"""The audit of places and claims: stocks against bookings, and claims against bookings."""
