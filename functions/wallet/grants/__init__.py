"""Grants: credit that a scheme gives, and its end."""
