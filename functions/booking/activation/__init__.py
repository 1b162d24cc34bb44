"""Bookings used when they are made: activation codes and free cards."""
