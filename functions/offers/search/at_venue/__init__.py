"""At a venue: its offers that can be booked."""
