"""Venues: the places and online shops of an offerer."""
