"""The platform on one machine: its server, its commands and the demo data."""
