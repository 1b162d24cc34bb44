"""The demo's young people, and the season behind them: bookings in every state."""

import hashlib
from base64 import b32encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Literal

from functions.accounts.erasure import service as erasure_service
from functions.accounts.own_account import service as own_account_service
from functions.accounts.people import service as people_service
from functions.accounts.people.models import SignUp
from functions.accounts.schemes.data import load_scheme
from functions.booking.desk import service as desk_service
from functions.booking.desk_access.service import Desk
from functions.booking.expiry import service as expiry_service
from functions.booking.export import service as export_service
from functions.booking.holder import service as holder_service
from functions.booking.models import BookOffer
from functions.booking.on_behalf import service as on_behalf_service
from functions.booking.reinstate import service as reinstate_service
from functions.booking.take import service as take_service
from functions.kernel.calendar_days import PARIS, local_day
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.jobs import JOBS
from functions.offers.favorites import service as favorites_service
from local.demo.accounts import (
    ADMIN,
    CURATOR,
    ENTHUSIAST,
    FINANCE,
    PROFESSIONAL,
    SUPPORT,
    SUSPENDED,
    email_of,
)
from local.demo.catalogue import (
    Catalogue,
    OfferRow,
    Row,
    eighteen_since,
    offer_id,
    read_rows,
    stock_id,
)
from local.demo.stage import Play, Scene, Stage, acting, comment


class PersonRow(Row):
    """A young person; the days of sign-up and activation are counted from today."""

    key: str
    first_name: str
    last_name: str
    postal_code: str
    eighteen: int
    signed_up: int
    activated: int | None = None
    favorites: tuple[str, ...] = ()

    @property
    def uid(self) -> str:
        """The uid of the account."""
        return f"demo-{self.key}"


class EndRow(Row):
    """How a booking ended, and on which day; one that is reinstated was `cancelled` before."""

    how: Literal[
        "redeemed",
        "used",
        "cancelled",
        "desk",
        "support",
        "expired",
        "redeemed_by_support",
        "reinstated",
    ]
    day: int
    cancelled: int | None = None


class BookingRow(Row):
    """A booking of a person."""

    who: str
    of: str
    on: int | None = None
    day: int
    quantity: int = 1
    end: EndRow | None = None

    @property
    def id(self) -> str:
        """The id of the booking; one person books an offer once."""
        return f"demo-{self.who}-{self.of}"

    @property
    def countermark(self) -> str:
        """A countermark of the booking, always the same."""
        letters = b32encode(hashlib.sha256(self.id.encode()).digest()).decode()[:6]
        return letters.translate({ord("I"): "J", ord("O"): "P"})

    @property
    def proof(self) -> str:
        """A proof of the booking, always the same."""
        return b32encode(hashlib.sha256(f"proof of {self.id}".encode()).digest()).decode()[:26]


class Season(Row):
    """The people and their bookings."""

    person: tuple[PersonRow, ...]
    booking: tuple[BookingRow, ...]


def season(stage: Stage, catalogue: Catalogue, again: SignUp) -> Iterator[Scene]:
    """Yield the scenes of the season; `again` is the application of one who has the pass.

    The people's accounts are made before.
    """
    rows = read_rows(Season, "season.toml")
    identity = stage.platform.identity
    assert isinstance(identity, LocalIdentity)
    for uid in (again.beneficiary_id, *(person.uid for person in rows.person)):
        identity.create_account(email_of(uid), None, claims={}, uid=uid)
        identity.update(uid, email_verified=True)
    yield Scene(stage.day(-1, 17), lambda work, at: _sign_up(work, again, at))
    for person in rows.person:
        yield from _person(stage, person)
    of_key, desks = {offer.key: offer for offer in catalogue.offer}, _desks(catalogue)
    for number, row in enumerate(rows.booking):
        yield from _booking(stage, row, of_key[row.of], desks[row.of], number)
    yield from _departures(stage)
    yield from _care(stage)


def _person(stage: Stage, row: PersonRow) -> Iterator[Scene]:
    today = local_day(stage.now, PARIS)
    command = SignUp(
        beneficiary_id=row.uid,
        email=email_of(row.uid),
        first_name=row.first_name,
        last_name=row.last_name,
        birth_date=eighteen_since(row.eighteen, today=today),
        postal_code=row.postal_code,
    )
    yield Scene(stage.day(row.signed_up, 10), lambda work, at: _sign_up(work, command, at))
    if row.activated is not None:

        def activate(work: UnitOfWork, at: datetime) -> None:
            by = SUPPORT.uid
            people_service.activate(work, row.uid, by=by, scheme_of=load_scheme, now=at)

        target = Ref("beneficiaries", row.uid)
        play = acting("activate_beneficiary", target, activate, by=SUPPORT.uid)
        yield Scene(stage.day(row.activated, 10), play)
    for number, key in enumerate(row.favorites):
        add = partial(_add_favorite, key=key, uid=row.uid)
        yield Scene(stage.day(-10 + number, 21), add)


def _sign_up(work: UnitOfWork, command: SignUp, at: datetime) -> None:
    people_service.sign_up(work, command, schemes=(load_scheme("fr-pilot"),), now=at)


def _add_favorite(work: UnitOfWork, at: datetime, *, key: str, uid: str) -> None:
    favorites_service.add_favorite(work, offer_id(key), beneficiary_id=uid, now=at)


def _booking(
    stage: Stage, row: BookingRow, offer: OfferRow, desk: Desk, number: int
) -> Iterator[Scene]:
    command = BookOffer(
        booking_id=row.id,
        beneficiary_id=f"demo-{row.who}",
        stock_id=stock_id(offer, on=row.on),
        quantity=row.quantity,
        countermark=row.countermark,
        proof=row.proof,
    )
    minute = number % 60
    yield Scene(
        stage.day(row.day, 18, minute),
        lambda work, at: take_service.book_offer(work, command, now=at),
    )
    if row.end is None:
        return
    plays = _ends(row, desk)
    if row.end.cancelled is not None:
        yield Scene(stage.day(row.end.cancelled, 19, minute), plays["cancelled"])
    yield Scene(stage.day(row.end.day, 19, minute), plays[row.end.how])


def _ends(row: BookingRow, desk: Desk) -> Mapping[str, Play]:
    """Return each way in which a booking can end."""
    target, code = Ref("bookings", row.id), row.countermark
    uid = f"demo-{row.who}"

    def of_support(kind: str, play: Play, reason: str, *, by: str = SUPPORT.uid) -> Play:
        return acting(kind, target, play, by=by, reason=reason)

    return {
        "redeemed": lambda work, at: desk_service.redeem(work, code, desk=desk, now=at),
        "desk": lambda work, at: desk_service.cancel(work, code, desk=desk, now=at),
        "used": lambda work, at: expiry_service.use_past(work, row.id, now=at),
        "expired": lambda work, at: expiry_service.expire(work, row.id, now=at),
        "cancelled": lambda work, at: holder_service.cancel_own(
            work, row.id, caller_id=uid, now=at
        ),
        "support": of_support(
            "cancel_for_holder",
            lambda work, at: on_behalf_service.cancel(work, row.id, now=at),
            "Hospitalisée ce jour-là, certificat à l'appui.",
        ),
        "redeemed_by_support": of_support(
            "redeem_for_holder",
            lambda work, at: on_behalf_service.redeem(work, row.id, now=at),
            "Entrée vérifiée avec la billetterie : le lecteur était en panne.",
        ),
        "reinstated": of_support(
            "reinstate_booking",
            lambda work, at: reinstate_service.reinstate(work, row.id, status="confirmed", now=at),
            "Annulée par erreur, l'exemplaire était encore de côté.",
            by=FINANCE.uid,
        ),
    }


def _departures(stage: Stage) -> Iterator[Scene]:
    """Yield the suspensions and the erasure."""
    tom, axel, jeanne = SUSPENDED.uid, "demo-axel", "demo-jeanne"

    def suspend(work: UnitOfWork, at: datetime) -> None:
        people_service.suspend(work, axel, reason="fraud", now=at)

    yield Scene(
        stage.day(-6, 20), lambda work, at: own_account_service.suspend_own(work, tom, now=at)
    )
    play = acting(
        "suspend_beneficiary",
        Ref("beneficiaries", axel),
        suspend,
        by=SUPPORT.uid,
        reason="fraud",
        comment="Disque et tambour proposés à la revente, captures d'écran au dossier.",
    )
    yield Scene(stage.day(-4, 11), play)
    email = email_of(jeanne)
    yield Scene(
        stage.day(-3, 20),
        lambda work, at: erasure_service.erase(work, jeanne, email=email, now=at),
    )


def _care(stage: Stage) -> Iterator[Scene]:
    """Yield what administrators noted on people, and the export that one asked for."""
    uid = ENTHUSIAST.uid
    for target, text, by in (
        (Ref("beneficiaries", "demo-hugo"), "A changé de lycée, adresse à confirmer.", SUPPORT.uid),
        (Ref("beneficiaries", uid), "Rappelée pour la visite annulée, tout est réglé.", ADMIN.uid),
        (
            Ref("bookings", f"{uid}-carnet-de-mer"),
            "Atelier annulé : intervenante malade.",
            ADMIN.uid,
        ),
        (Ref("venues", "demo-mc93"), "Lecteur de codes remplacé.", SUPPORT.uid),
    ):
        yield Scene(stage.day(-1, 20), comment(target, text, by=by))
    yield Scene(stage.day(-1, 21), lambda work, at: export_service.request(work, uid, now=at))


def remind(stage: Stage) -> None:
    """Remind holders of what is near, and send venues their news of yesterday."""
    for at in (stage.day(-1), stage.now):
        for job in ("remind-expiring", "notify-venues"):
            with stage.deferred_events():
                JOBS[job].run(stage.as_of(at), at, lambda _: None)


def _desks(catalogue: Catalogue) -> Mapping[str, Desk]:
    """Return the desk of each offer's venue."""
    own = catalogue.offerer[0].key
    at_own = {venue.key for venue in catalogue.venue if venue.offerer == own}
    return {
        offer.key: Desk(uid=PROFESSIONAL.uid if offer.venue in at_own else CURATOR)
        for offer in catalogue.offer
    }
