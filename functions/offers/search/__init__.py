"""Finding offers: listings, which hold all that a list shows, and date entries, their date index.

`listings/{offer_id}` exists exactly while the offer is published and one of its stocks has a place
left; it is written by the commit that changes either. `showings/{stock_id}` (`DateEntry`) is only
an index of listings by date, updated for whole offers by the event offer-listed: each match is
checked against the listing.
"""
