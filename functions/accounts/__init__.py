"""Accounts: beneficiaries, professionals, and the offerers that publish.

Documents: beneficiaries, persons (claims), offerers, offerer_claims, professionals, invitations,
api_keys, administrators, venues, sirets (claims), acts, person_notifications,
venue_notifications. docs/events.md lists the events in and out.
"""
