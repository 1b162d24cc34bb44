"""The infrastructure, checked without a cloud account."""
