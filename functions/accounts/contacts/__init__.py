"""Contacts: e-mail, phone and web site for the public."""
