"""News for venues: an hour's bookings in one e-mail, and who comes to an event."""
