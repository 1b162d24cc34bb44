"""The caller's profile: identity, roles and sign-up steps."""
