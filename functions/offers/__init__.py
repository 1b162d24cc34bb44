"""Offers: what can be booked, and where.

Documents: offers, stocks, favorites. Events out: stock-deleted, offer-closed, offer-withdrawn.
Events in: offerer-closed, offerer-deserted, beneficiary-erased; storage-object-finalize, which
Cloud Storage tells when a picture was uploaded.
"""
