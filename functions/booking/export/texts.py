"""The file of an export: the data as JSON, and a page in French that shows it."""

import io
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from functions.booking.export.models import PersonData
from functions.kernel import french
from functions.kernel.calendar_days import PARIS
from functions.kernel.templates import environment_of

if TYPE_CHECKING:
    from jinja2 import Template


_BOOKING = {
    "confirmed": "réservée",
    "used": "utilisée",
    "reimbursed": "utilisée",
    "cancelled": "annulée",
    "expired": "expirée",
}
_ENTRY = {
    "grant": "crédit reçu",
    "hold": "réservation",
    "capture": "utilisation",
    "release": "crédit rendu",
    "expire": "crédit expiré",
}


def archive(data: PersonData, json: str, *, made_at: datetime) -> bytes:
    """Return the ZIP archive of a person's data, with `json` as it is."""
    person = data.beneficiary
    zone = person.residence.time_zone if person and person.residence else PARIS
    page = _template().render(data=data, made_at=made_at, zone=zone)
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        file.writestr("index.html", page)
        file.writestr("donnees.json", json)
    return made.getvalue()


@cache
def _template() -> "Template":
    environment = environment_of(Path(__file__).parent / "templates")
    environment.filters |= {
        "day": french.day,
        "booking_status": lambda status: _BOOKING.get(status, status),
        "entry_kind": lambda kind: _ENTRY.get(kind, kind),
    }
    return environment.get_template("index.html.j2")
