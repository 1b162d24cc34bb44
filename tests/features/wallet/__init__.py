"""Use cases of the wallet."""
