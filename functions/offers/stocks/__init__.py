"""Stocks of offers: prices, quantities and dates."""
