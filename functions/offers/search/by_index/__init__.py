"""Search in the order of an index: by date or by relevance."""
