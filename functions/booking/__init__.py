"""Bookings: who takes a place, and the desk where it is shown.

Documents: bookings, active_bookings (claims), countermarks (claims), wrong_codes; audit_findings
and audit_progress, of the audit.
Events out: booking-confirmed, booking-cancelled, booking-expired, booking-redeemed,
booking-restored, booking-expiring, booking-moved. Events in: stock-deleted, stock-moved,
offer-closed, offer-rejected, offer-withdrawn, beneficiary-suspended, beneficiary-erased.
"""
