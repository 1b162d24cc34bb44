"""Bookings that end by themselves: unused things expire, past events count as used."""
