"""Search in order of distance."""
