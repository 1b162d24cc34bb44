"""Duplicates: a new draft with the facts and the picture of another offer."""
