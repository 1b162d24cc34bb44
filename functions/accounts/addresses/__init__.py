"""Addresses: suggestions while typing, and the position of an address."""
