"""Races: acts that meet on the same documents, and what must hold however they end."""
