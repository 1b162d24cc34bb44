"""Cancellation of bookings when their stock, offer or holder is withdrawn."""
