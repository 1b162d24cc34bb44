"""Erasure of what a person left at offers: favourites and reactions."""
