"""Limits on the type, size and shape of pictures."""
