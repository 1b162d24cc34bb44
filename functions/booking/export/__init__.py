"""Export of all data kept about a person: at once, or as a file to download later."""
