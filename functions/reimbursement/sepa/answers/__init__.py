"""The answers of the bank to a payment file."""
