"""Find: one page of a search."""
