"""Gathering: how a payout takes its lines, page by page, and closes with a statement."""
