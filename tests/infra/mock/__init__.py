"""A stand-in for Terraform's google provider, with that provider's real schema and no cloud."""
