"""Batches: what is owed before a cut-off, gathered into one payout for each bank account."""
