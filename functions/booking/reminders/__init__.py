"""Reminders of events and of bookings that expire soon."""
