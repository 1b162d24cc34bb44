"""Erasure of a holder's name from their bookings."""
