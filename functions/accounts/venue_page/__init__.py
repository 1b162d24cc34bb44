"""The public page of a venue."""
