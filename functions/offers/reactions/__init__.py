"""Reactions: whether people who used an offer liked it, and how many did."""
