"""Offers: what can be booked, and where.

Documents: offers, stocks, favorites; listings and showings, by which offers are found; free_codes
and code_claims (claims), of activation codes.
Events out: stock-moved, stock-deleted, offer-closed, offer-rejected, offer-withdrawn, offer-listed,
image-rejected, image-replaced.
Events in: offerer-closed, offerer-deserted, beneficiary-erased, its own offer-listed and
image-replaced; storage-object-finalize, which Cloud Storage tells when a picture was uploaded.
"""
