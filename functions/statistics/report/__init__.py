"""The printable report of a territory: a year of figures as PDF."""
