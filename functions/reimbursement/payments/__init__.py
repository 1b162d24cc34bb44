"""Payments: the answers of the bank, and the bookings that an executed transfer reimburses."""
