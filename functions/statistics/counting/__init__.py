"""Counting: the part of each person in the figures of their department, kept up to date."""
