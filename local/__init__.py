"""What runs the platform on one machine, for development and demonstration."""
