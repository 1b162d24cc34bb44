"""Venues: an offerer's places and online shops."""
