"""File formats of pictures."""
