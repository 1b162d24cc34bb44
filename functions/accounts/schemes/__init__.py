"""Schemes: who gets how much credit and until when, in one TOML file each."""
