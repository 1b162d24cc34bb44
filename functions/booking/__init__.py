"""Bookings, and the desk where they are redeemed.

Documents: bookings, active_bookings (claims), countermarks (claims), wrong_codes; and, for the
audit, audit_findings and audit_progress. docs/events.md lists the events in and out.
"""
