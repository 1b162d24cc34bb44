"""A booking as a calendar entry (RFC 5545)."""
