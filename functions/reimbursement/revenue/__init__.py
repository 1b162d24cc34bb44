"""Revenue: what is priced, summed up by venue and month as it changes."""
