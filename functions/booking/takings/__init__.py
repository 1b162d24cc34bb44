"""Takings: what was captured by venue, offer and local day, and what is expected, summed up."""
