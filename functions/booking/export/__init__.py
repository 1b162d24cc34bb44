"""Export of all data that the pass keeps about the caller."""
