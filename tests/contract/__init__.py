"""One contract for each port, held against every adapter of it."""
