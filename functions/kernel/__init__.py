"""The ports, their adapters, and what every feature needs at its edges."""
