"""The read budget of a search."""
