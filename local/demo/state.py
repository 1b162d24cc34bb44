"""Whether the demo data is there, and the settings that it needs: all that a later start asks."""

from functions.kernel.config import Settings
from functions.kernel.database import Database, Ref

BEGUN, LOADED = Ref("demo", "begun"), Ref("demo", "loaded")
"""Documents that say when a load was first begun, and that one is complete."""

_PAYER = {
    "payer_name": "Pass culture de démonstration",
    "payer_iban": "FR7630001007941234567890185",
}
"""A public example, like all IBANs of the demo."""


def with_payer(settings: Settings) -> Settings:
    """Return settings in which somebody pays, so that the demo's payment files can be made."""
    if settings.payer_name or settings.payer_iban:
        return settings
    return settings.model_copy(update=_PAYER)


def is_loaded(database: Database) -> bool:
    """Return whether the demo data was loaded completely."""
    return database.run(lambda work: work.find_unverified(LOADED)) is not None
