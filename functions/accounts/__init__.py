"""Accounts: who may have what, and who publishes.

Documents: beneficiaries, offerers, professionals, invitations, api_keys, venues,
sirets (claims).
Events out: beneficiary-activated, beneficiary-suspended, offerer-validated. Events in: none.
"""
