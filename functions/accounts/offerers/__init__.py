"""Offerers: the legal entities that publish, and who acts for them."""
