"""Bank accounts of offerers: given by members, decided by finance, linked to venues."""
