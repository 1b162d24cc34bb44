"""Beneficiaries: sign-up, activation, birthday credits and suspension."""
