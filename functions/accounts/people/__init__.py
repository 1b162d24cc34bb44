"""Beneficiaries, from sign-up to suspension."""
