"""Letters: whether an event still warrants a mail, and its French text."""
