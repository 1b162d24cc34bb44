"""Reactions to a booking: its holder likes or dislikes what they used."""
