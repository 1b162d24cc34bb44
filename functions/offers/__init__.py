"""Offers: what can be booked, and where.

Documents: offers, stocks, favorites; free_codes and code_claims (claims), of activation codes.
Events out: stock-moved, stock-deleted, offer-closed, offer-rejected, offer-withdrawn.
Events in: offerer-closed, offerer-deserted, beneficiary-erased; storage-object-finalize, which
Cloud Storage tells when a picture was uploaded.
"""
