"""API keys: how an offerer's own software calls the desk."""
