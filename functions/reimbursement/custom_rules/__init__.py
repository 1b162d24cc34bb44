"""Custom rules: other terms for one offer, venue or offerer, added by the finance role."""
