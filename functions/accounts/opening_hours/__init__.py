"""Opening hours by weekday."""
