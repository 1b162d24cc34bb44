"""Pricing points: the venue with a SIRET whose revenue a venue without one counts in."""
