"""Role claims, which the identity provider puts in tokens."""
