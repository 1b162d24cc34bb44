"""The promises to clients, kept against the running local server."""
