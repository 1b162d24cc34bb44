"""Drafting, editing, publishing and withdrawing offers."""
