"""Offers: publishing, stocks, activation codes, pictures, reviews, favorites and search.

Documents: offers, stocks, stock_shards, stock_batches, favorites; listings, showings and
venue_names (read by search); free_codes and code_claims (activation codes); partner_ids.
docs/events.md lists the events in and out.
"""
