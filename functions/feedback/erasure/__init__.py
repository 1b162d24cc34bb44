"""Erasure of what a person wrote."""
