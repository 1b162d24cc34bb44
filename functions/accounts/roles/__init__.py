"""Roles: the claims that the identity provider carries in tokens."""
