"""Favorites: the offers that a beneficiary keeps."""
