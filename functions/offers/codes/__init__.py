"""Activation codes of digital things."""
