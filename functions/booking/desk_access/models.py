"""Access to the desk: whose bookings a professional asks for."""

from typing import Literal

Scope = Literal["venue_id", "offerer_siren", "offer_id"]


SCOPES: tuple[Scope, ...] = ("venue_id", "offerer_siren", "offer_id")
