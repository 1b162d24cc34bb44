"""Sales: the bookings and captured amounts of a professional, as lists and CSV."""
