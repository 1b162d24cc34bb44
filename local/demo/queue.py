"""The demo's back office: offerers that wait, a sign-up held for review, comments."""

from datetime import datetime, timedelta
from functools import partial

from functions.accounts.offerer_queue import service as queue_service
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.models import FoundOfferer
from functions.accounts.offerers.store import offerers
from functions.accounts.people import service as people_service
from functions.accounts.people.models import SignUp
from functions.accounts.people.store import beneficiaries
from functions.accounts.schemes.data import load_scheme
from functions.kernel.acts import acts, write_act
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform

WAITING = ("000001164", "Atelier des Quais")
SET_ASIDE = ("000001172", "Les Nuits du Canal")


def load_queue(
    platform: Platform, applicant: SignUp, *, siren: str, admin: str, password: str, now: datetime
) -> None:
    """Load what waits for an administrator; `applicant` is a person who has the pass already."""
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    for uid in ("demo-eva", "demo-noe", applicant.beneficiary_id):
        identity.create_account(f"{uid[5:]}@demo.test", password, claims={}, uid=uid)
    identity.update("demo-eva", email_verified=True)
    founded = ((WAITING, "demo-eva"), (SET_ASIDE, "demo-noe"))
    for number, ((number_of, name), founder) in enumerate(founded):
        command = FoundOfferer(
            founder_id=founder,
            siren=number_of,
            name=name,
            postal_code="67000",
            city="Strasbourg",
        )
        at = now - timedelta(days=3 * number)
        platform.database.run(partial(_found, command=command, now=at))
    aside = Ref("offerers", SET_ASIDE[0])
    platform.database.run(partial(_set_aside, target=aside, by=admin, at=now))
    comment = "Appelée le 3 : deux salles de plus à la rentrée."
    about = Ref("offerers", siren)
    platform.database.run(partial(_comment, target=about, by=admin, at=now, text=comment))
    platform.database.run(partial(_apply, command=applicant, now=now))


def _found(work: UnitOfWork, command: FoundOfferer, now: datetime) -> None:
    if offerers.find(work, command.siren) is None:
        offerers_service.found_offerer(work, command, now=now)


def _set_aside(work: UnitOfWork, target: Ref, by: str, at: datetime) -> None:
    queue_service.set_aside_offerer(work, target.id)
    if work.has_writes():
        text = "Extrait Kbis demandé par courrier."
        kind = "set_offerer_aside"
        write_act(work, "demo-aside", kind, target, by=by, at=at, comment=text)


def _comment(work: UnitOfWork, target: Ref, by: str, at: datetime, text: str) -> None:
    if acts.find(work, "demo-comment") is None:
        write_act(work, "demo-comment", "add_comment", target, by=by, at=at, comment=text)


def _apply(work: UnitOfWork, command: SignUp, now: datetime) -> None:
    if beneficiaries.find(work, command.beneficiary_id) is None:
        people_service.sign_up(work, command, schemes=(load_scheme("fr-pilot"),), now=now)
