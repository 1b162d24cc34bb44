"""Distances, geohashes and blocks of the map."""
