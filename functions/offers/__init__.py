"""Offers: publication, stocks, pictures and search.

Documents: offers, stocks, favorites; listings and showings, which search reads; free_codes and
code_claims (claims), of activation codes. docs/events.md lists the events in and out.
"""
