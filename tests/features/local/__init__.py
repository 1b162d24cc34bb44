"""Use cases of the local server."""
