"""Suggestions of words and venues while somebody types."""
