"""A mock of Terraform's google provider: its real schema, without a cloud."""
