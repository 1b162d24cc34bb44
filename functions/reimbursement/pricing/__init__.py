"""Pricing: the receivables of a pricing point and period, in their order, page by page."""
