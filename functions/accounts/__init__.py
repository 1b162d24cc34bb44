"""Accounts: beneficiaries, professionals, and the offerers that publish.

Documents: beneficiaries, persons (claims), offerers, professionals, invitations, api_keys, venues,
sirets (claims). docs/events.md lists the events in and out.
"""
