"""What a professional reads at the desk, in French."""

from datetime import datetime, timedelta

from functions.kernel import french


def too_early(usable_from: datetime, zone: str) -> str:
    """Return why a countermark is not accepted yet, and from when on it is, in its venue's zone.

    It tells whole minutes: the first at whose beginning the countermark is accepted.
    """
    begun = usable_from.replace(second=0, microsecond=0)
    whole = begun if begun == usable_from else begun + timedelta(minutes=1)
    moment = french.moment(whole, zone)
    return french.typeset(
        "Le bénéficiaire peut encore annuler cette réservation : la contremarque sera valable à"
        f" partir du {moment} (heure locale)."
    )
