"""Registration numbers with check digits."""
