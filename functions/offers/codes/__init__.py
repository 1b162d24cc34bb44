"""Activation codes of digital offers."""
