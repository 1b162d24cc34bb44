"""Incidents: amounts that a later batch settles, because an earlier one has paid otherwise."""
