"""Prices: the categories of an offer, and the price that a stock takes from one."""
