"""The webhook of an offerer: the address that gets its booking events."""
