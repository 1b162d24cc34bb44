"""What a professional reads at the desk, in French."""

from datetime import datetime

from functions.kernel import french


def too_early(usable_from: datetime, zone: str) -> str:
    """Return why a countermark is not accepted yet, and from when on it is, in its venue's zone."""
    moment = french.moment(usable_from, zone)
    return french.typeset(
        "Le bénéficiaire peut encore annuler cette réservation : la contremarque sera valable à"
        f" partir du {moment} (heure locale)."
    )
