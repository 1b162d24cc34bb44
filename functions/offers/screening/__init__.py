"""Screening: which offers a rule holds for review."""
