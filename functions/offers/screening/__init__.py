"""Screening of offers by the rules that hold them for review."""
