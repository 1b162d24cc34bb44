"""Review: administrators approve or reject offers."""
