"""Members: invitations to an offerer and suspension of professionals."""
