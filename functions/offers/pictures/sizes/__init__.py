"""The sizes made from an uploaded picture."""
