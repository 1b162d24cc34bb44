"""Batches: many stocks of an offer added, moved, priced or deleted together, page by page."""
