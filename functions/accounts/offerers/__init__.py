"""Offerers: the legal entities that publish offers, and their members."""
