"""Accounts: who may have what, and who publishes.

Documents: beneficiaries, persons (claims), offerers, professionals, invitations, api_keys, venues,
sirets (claims).
Events out: beneficiary-activated, beneficiary-credited, beneficiary-suspended, offerer-validated,
beneficiary-unsuspended, beneficiary-erased, offerer-closed, offerer-deserted,
membership-changed.
Events in: its own beneficiary-activated, beneficiary-suspended, beneficiary-unsuspended,
beneficiary-erased and membership-changed, which the identity provider has to follow.
"""
