"""Folds: how far the receivables of a pricing point and period are priced."""
