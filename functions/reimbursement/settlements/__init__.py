"""Settlements: the numbered statements of what transfers and debit notes settle."""
