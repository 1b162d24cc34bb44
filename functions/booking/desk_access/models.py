"""Access to the desk: the scope of the bookings that a professional lists."""

from typing import Literal

Scope = Literal["venue_id", "offerer_siren", "offer_id"]


SCOPES: tuple[Scope, ...] = ("venue_id", "offerer_siren", "offer_id")
