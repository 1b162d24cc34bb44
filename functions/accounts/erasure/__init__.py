"""Erasure of an account at the owner's request."""
