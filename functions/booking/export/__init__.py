"""Export of everything the pass keeps about the caller."""
