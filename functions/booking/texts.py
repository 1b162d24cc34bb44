"""What a professional reads at the desk, in French."""

from datetime import datetime

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def too_early(usable_from: datetime) -> str:
    """Return why a countermark is not accepted yet; the instant is told in its own zone."""
    return (
        "Le bénéficiaire peut encore annuler cette réservation : la contremarque sera valable à"
        f" partir du {_in_words(usable_from)} (heure locale)."
    )


def _in_words(at: datetime) -> str:
    day = "1er" if at.day == 1 else str(at.day)
    return (
        f"{_DAYS[at.weekday()]} {day} {_MONTHS[at.month - 1]} {at.year}"
        f" à {at.hour} h {at.minute:02d}"
    )
