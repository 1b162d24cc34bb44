"""Rules of the wallet."""
