"""Bookings: who takes a place, and the desk where it is shown.

Documents: bookings, active_bookings (claims), countermarks (claims).
Events out: booking-confirmed, booking-cancelled, booking-expired, booking-redeemed,
booking-restored. Events in: stock-deleted, beneficiary-suspended.
"""
