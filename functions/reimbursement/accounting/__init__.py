"""Accounting: what a batch pays, by account and by the scheme whose credit it was."""
