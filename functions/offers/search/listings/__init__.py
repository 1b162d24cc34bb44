"""Listings: keep the search documents in step with offers."""
