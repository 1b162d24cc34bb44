"""Previews: what a shared link shows of an offer."""
