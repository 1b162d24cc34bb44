"""Finding offers: listings, which tell all that a list shows, and the showings that order by date.

`listings/{offer_id}` is there exactly while the offer is published and a stock of it has a place
left; it is written by the very commit that changes one of these. `showings/{stock_id}` is but an
index of it by date, kept up for whole offers by the event offer-listed: what it finds is judged by
the listing.
"""
