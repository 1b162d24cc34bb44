"""The demonstration catalogue, and its loader for the local platform."""
