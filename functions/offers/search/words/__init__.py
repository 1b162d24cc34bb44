"""Words: how texts are cut into words and keys."""
