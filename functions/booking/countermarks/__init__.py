"""Countermarks: the code shown at the door and its QR payload."""
