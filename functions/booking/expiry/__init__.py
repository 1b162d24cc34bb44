"""Scheduled ends of bookings: unused things expire, past events count as used."""
