"""The back office: search of anything, one page of facts each, export of a person's data."""
