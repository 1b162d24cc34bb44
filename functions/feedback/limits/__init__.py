"""Limits on how much feedback a person may give."""
