"""Sizes made of an uploaded picture."""
