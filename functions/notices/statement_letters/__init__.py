"""Letters about statements that are paid, or could not be."""
