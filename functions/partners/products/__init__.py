"""Products that a venue sells by EAN, kept in bulk by the software of its offerer."""
