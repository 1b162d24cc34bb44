"""The event of a choice."""

from functions.kernel.events import Event, named


@named("pricing-point-chosen")
class PricingPointChosen(Event, frozen=True, kw_only=True):
    """A venue without a SIRET got its pricing point. The subject is the venue."""
