"""Notices: e-mail notifications, at most one for each event and person.

Documents: notices (claims on an event and a person). Events out: none.
Events in: booking-confirmed, booking-cancelled, booking-expiring, booking-expired, booking-moved;
image-rejected; grant-received.
"""
