"""Schemes: who gets how much credit, until when; one TOML file each."""
