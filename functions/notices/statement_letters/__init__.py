"""Letters about paid statements."""
