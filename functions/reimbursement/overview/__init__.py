"""The money of professionals as they see it: revenue, and why something is not paid yet."""
