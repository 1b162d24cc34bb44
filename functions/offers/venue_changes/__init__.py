"""Offers follow the edits of their venue."""
