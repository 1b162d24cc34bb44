"""Communes of France, found by name or postal code."""
