"""Offers: publishing, stocks, activation codes, pictures, reviews, reactions, favorites, search.

Documents: offers, stocks, stock_shards, stock_batches, favorites; reactions and reaction_counts
(likes and dislikes of those who used an offer); offer_views (by month); listings, showings and
venue_names (read by search); free_codes and code_claims (activation codes); partner_ids.
docs/events.md lists the events in and out.
"""
