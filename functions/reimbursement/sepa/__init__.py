"""SEPA credit transfers: the file for the bank, and its answers."""
