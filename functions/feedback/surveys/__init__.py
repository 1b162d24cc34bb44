"""Surveys of young people or professionals: administrators ask, and read figures and comments."""
