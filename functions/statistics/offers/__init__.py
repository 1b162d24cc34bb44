"""Statistics of an offerer: bookings, revenue and views by offer and month."""
