"""Members of an offerer: invitations, and suspension of professionals."""
