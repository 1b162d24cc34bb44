"""Settings of notifications: those that a person or a venue can do without."""
