"""Reminders of bookings that expire soon."""
