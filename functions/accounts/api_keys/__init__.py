"""API keys, with which an offerer's own software calls the desk and keeps its offers."""
