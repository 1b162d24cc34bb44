"""Erasure of an account at its owner's request."""
