"""The queue of notices: one document for each event and person, sent at most once."""
