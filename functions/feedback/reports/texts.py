"""Texts about reports, for people."""

OFFER_IS_FINE = "Après examen, cette offre respecte les règles du pass culture."
"""The ground of a decision that was made in the queue of offers, where none is asked for."""
