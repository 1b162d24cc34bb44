"""Sitemap: the addresses of public offers, for search engines."""
