"""Holds: credit set aside for a booking, then captured or released."""
