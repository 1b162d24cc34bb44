"""The demonstration catalogue and what turns it into a running local platform."""
