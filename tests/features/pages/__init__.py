"""Pages on the embedded adapters."""
