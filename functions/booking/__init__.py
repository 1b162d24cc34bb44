"""Bookings, and the desk where they are redeemed.

Documents: bookings, active_bookings (claims), countermarks (claims), wrong_codes, door_scans,
takings (sums by venue, offer and day); and, for the audit, audit_findings, audit_progress and
audit_positions; and exports with their export_parts.
docs/events.md lists the events in and out.
"""
