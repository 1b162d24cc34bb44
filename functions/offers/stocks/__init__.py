"""Stocks: what can be booked, at which price and until when."""
