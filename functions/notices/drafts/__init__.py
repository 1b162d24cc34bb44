"""Letters, drafted from an event and the facts as of now."""
