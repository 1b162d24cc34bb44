"""Letters: whether an event still deserves a mail, and the French texts of it."""
