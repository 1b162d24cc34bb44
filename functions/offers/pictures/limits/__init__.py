"""Limits of pictures."""
