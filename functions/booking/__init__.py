"""Bookings, and the desk where they are redeemed.

Documents: bookings, active_bookings (claims), countermarks (claims), wrong_codes; and of the
audit, audit_findings and audit_progress.
Events out: booking-confirmed, booking-cancelled, booking-expired, booking-redeemed,
booking-restored, booking-expiring, booking-moved. Events in: stock-deleted, stock-moved,
offer-closed, offer-rejected, offer-withdrawn, beneficiary-suspended, beneficiary-erased.
"""
