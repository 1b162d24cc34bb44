"""Rescheduling: bookings follow an event that moves."""
