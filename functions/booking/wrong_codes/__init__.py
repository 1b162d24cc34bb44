"""Wrong codes at the desk, and the limit on them."""
