"""Favorites of beneficiaries."""
