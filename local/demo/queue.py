"""The demo's back office: offerers and claims that wait, decisions on them, members, comments."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from functions.accounts.members import service as members_service
from functions.accounts.offerer_queue import service as queue_service
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.models import FoundOfferer
from functions.accounts.offerers.store import claim_id
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.identity import Identity
from functions.kernel.identity.local import LocalIdentity
from functions.offers.review import service as review_service
from local.demo.accounts import ADMIN, FOUNDER, PROFESSIONAL, REVIEW, email_of
from local.demo.stage import Play, Scene, Stage, acting, comment


class Waiting(NamedTuple):
    """An offerer of the queue."""

    siren: str
    name: str


CLAIMED = Waiting("000001164", "Atelier des Quais")
"""Three people claim it; one claim was set aside, and one more was rejected."""

SET_ASIDE = Waiting("000001172", "Les Nuits du Canal")
NEWEST = Waiting("000001180", "Fanfare de la Robertsau")
REJECTED = Waiting("000001198", "Bonnes Affaires du Rhin")
CLOSED = Waiting("000001206", "Galerie du Faux-Rempart")

INVITED = ("regisseur@demo.test", "stagiaire@demo.test")
"""Their invitations can be accepted; a third has expired."""

_MEMBERS = ("demo-julie", "demo-karim")
_OTHERS = ("demo-noe", "demo-mila", "demo-yann", "demo-rose", "demo-ugo", "demo-faux", *_MEMBERS)


def load_queue(stage: Stage, *, siren: str) -> None:
    """Load the queues of reviewers, and the team of the professional's own offerer."""
    identity = stage.platform.identity
    assert isinstance(identity, LocalIdentity)
    for uid in _OTHERS:
        identity.create_account(email_of(uid), None, claims={}, uid=uid)
        identity.update(uid, email_verified=uid != "demo-noe")
    scenes = (*_offerers(stage), *_decisions(stage), *_offers(stage), *_team(stage, siren))
    stage.play("queue", scenes)


def _offerers(stage: Stage) -> Iterator[Scene]:
    """Yield the claims on offerers."""
    for waiting, uid, day in (
        (CLAIMED, FOUNDER.uid, -9),
        (CLAIMED, "demo-mila", -7),
        (CLAIMED, "demo-yann", -5),
        (CLAIMED, "demo-faux", -4),
        (SET_ASIDE, "demo-noe", -12),
        (NEWEST, "demo-ugo", -1),
        (REJECTED, "demo-faux", -6),
        (CLOSED, "demo-rose", -40),
    ):
        yield Scene(stage.day(day, 9, 20), _found(waiting, uid))


def _found(waiting: Waiting, uid: str) -> Play:
    command = FoundOfferer(
        founder_id=uid,
        siren=waiting.siren,
        name=waiting.name,
        postal_code="67000",
        city="Strasbourg",
    )
    return lambda work, at: offerers_service.found_offerer(work, command, now=at)


def _decisions(stage: Stage) -> Iterator[Scene]:
    """Yield the decisions of reviewers on offerers and claims."""

    def of(waiting: Waiting) -> Ref:
        return Ref("offerers", waiting.siren)

    def decide(
        day: int,
        kind: str,
        waiting: Waiting,
        play: Play,
        *,
        reason: str | None = None,
        comment: str | None = None,
    ) -> Scene:
        by, target = REVIEW.uid, of(waiting)
        play = acting(kind, target, play, by=by, reason=reason, comment=comment)
        return Scene(stage.day(day, 15), play)

    def decide_claim(
        day: int,
        kind: str,
        uid: str,
        play: Play,
        *,
        reason: str | None = None,
        comment: str | None = None,
    ) -> Scene:
        by, target = REVIEW.uid, of(CLAIMED)
        claim = Ref("offerer_claims", claim_id(CLAIMED.siren, uid))
        play = acting(kind, target, play, by=by, reason=reason, comment=comment, shown_by=claim)
        return Scene(stage.day(day, 16), play)

    def validate(work: UnitOfWork, at: datetime) -> None:
        offerers_service.validate_offerer(work, CLOSED.siren, now=at)

    def close(work: UnitOfWork, at: datetime) -> None:
        offerers_service.close_offerer(work, CLOSED.siren, now=at)

    def set_aside(work: UnitOfWork, _: datetime) -> None:
        queue_service.set_aside_offerer(work, SET_ASIDE.siren)

    def set_claim_aside(work: UnitOfWork, _: datetime) -> None:
        queue_service.set_aside_claim(work, CLAIMED.siren, "demo-yann")

    no_trade = "L'activité déclarée est la revente d'objets, qui n'entre pas dans le pass."
    unknown = "Votre nom ne figure pas parmi les représentants de l'association."

    def reject(work: UnitOfWork, at: datetime) -> None:
        queue_service.reject_offerer(work, REJECTED.siren, reason=no_trade, now=at)

    def reject_claim(work: UnitOfWork, at: datetime) -> None:
        queue_service.reject_claim(work, CLAIMED.siren, "demo-faux", reason=unknown, now=at)

    yield decide(-38, "validate_offerer", CLOSED, validate)
    yield decide(-5, "close_offerer", CLOSED, close, comment="Liquidation publiée au BODACC.")
    kbis = "Extrait Kbis demandé par courrier."
    yield decide(-10, "set_offerer_aside", SET_ASIDE, set_aside, comment=kbis)
    yield decide(-4, "reject_offerer", REJECTED, reject, reason=no_trade)
    statutes = "Statuts demandés : deux présidents se disent élus."
    yield decide_claim(-3, "set_claim_aside", "demo-yann", set_claim_aside, comment=statutes)
    yield decide_claim(-1, "reject_claim", "demo-faux", reject_claim, reason=unknown)
    text = "Mila Roth a envoyé le procès-verbal de l'assemblée."
    yield Scene(stage.day(-2), comment(of(CLAIMED), text, by=ADMIN.uid))


def _offers(stage: Stage) -> Iterator[Scene]:
    """Yield the decision on an offer that a review rule had held."""
    offer_id = "demo-revente-places"
    reason = "La revente de places n'entre pas dans le pass."

    def reject(work: UnitOfWork, at: datetime) -> None:
        review_service.reject(work, offer_id, reason=reason, by=REVIEW.uid, now=at)

    play = acting("reject_offer", Ref("offers", offer_id), reject, by=REVIEW.uid, reason=reason)
    yield Scene(stage.day(-5, 10), play)
    text = "Demander si l'inscription peut passer par la billetterie."
    target = Ref("offers", "demo-atelier-telegram")
    yield Scene(stage.day(-2), comment(target, text, by=REVIEW.uid))


def _team(stage: Stage, siren: str) -> Iterator[Scene]:
    """Yield the members of the professional's offerer, and the invitations that wait."""

    def invite(email: str) -> Play:
        return lambda work, at: members_service.invite_member(
            work, siren, caller_id=PROFESSIONAL.uid, email=email, now=at
        )

    def accept(uid: str) -> Play:
        caller = Identity(uid, email_of(uid), email_verified=True)
        return lambda work, at: members_service.accept_invitation(
            work, siren, caller=caller, now=at
        )

    for uid in _MEMBERS:
        yield Scene(stage.day(-30, 11), invite(email_of(uid)))
        yield Scene(stage.day(-29, 18), accept(uid))
    for email, day in (("ancien@demo.test", -15), *zip(INVITED, (-3, -1), strict=True)):
        yield Scene(stage.day(day, 11), invite(email))
    text = "Appelée le 3 : deux salles de plus à la rentrée."
    yield Scene(stage.day(-2), comment(Ref("offerers", siren), text, by=REVIEW.uid))
