"""Administrators: who they are, and their roles."""
