"""French texts for professionals at the desk."""

from datetime import datetime, timedelta

from functions.kernel import french


def too_early(usable_from: datetime, zone: str) -> str:
    """Return the sentence with the time when a countermark is accepted, in its venue's time zone.

    The time is rounded up to the minute.
    """
    begun = usable_from.replace(second=0, microsecond=0)
    whole = begun if begun == usable_from else begun + timedelta(minutes=1)
    moment = french.moment(whole, zone)
    return french.typeset(
        "Le bénéficiaire peut encore annuler cette réservation : la contremarque sera valable à"
        f" partir du {moment} (heure locale)."
    )
