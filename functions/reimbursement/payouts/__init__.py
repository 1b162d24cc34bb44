"""Payouts: the lines that a batch takes for one bank account, and their sum."""
