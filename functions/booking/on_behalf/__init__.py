"""Bookings cancelled and redeemed by support, with a reason."""
