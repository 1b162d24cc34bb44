"""Acts of administrators and their comments: history of a thing, and of a person's work."""
