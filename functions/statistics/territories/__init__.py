"""Territories of statistics: the country, its regions and its departments."""
