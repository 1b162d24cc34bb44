"""Cancellation of bookings by what happens to their stock, offer or holder."""
