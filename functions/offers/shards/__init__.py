"""Shards: the places of a hot stock, dealt out to several documents."""
