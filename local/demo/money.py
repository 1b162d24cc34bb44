"""The demo's money: bank accounts, and batches that were paid, wait, and were rejected in part."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from functions.accounts.pricing_points.service import choose_pricing_point
from functions.accounts.venues import service as venues_service
from functions.accounts.venues.models import OpenVenue, VenueAccessibility
from functions.kernel.calendar_days import PARIS, day_start, local_day
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.jobs import JOBS
from functions.reimbursement.bank_accounts import rules as accounts_rules
from functions.reimbursement.bank_accounts import service as accounts_service
from functions.reimbursement.bank_accounts.models import GiveAccount
from functions.reimbursement.batches import service as batches_service
from functions.reimbursement.batches.rules import batch_id
from functions.reimbursement.payments.models import Answer
from functions.reimbursement.payouts.store import stream_payouts
from local.demo.accounts import FINANCE, PROFESSIONAL
from local.demo.catalogue import Row, venue_id
from local.demo.stage import Scene, Stage, acting

_HEAD = "demo-siege"
_SIRET = "00000101600013"

_PRICED_AT_HEAD = ("opera-rhin", "beaux-arts-brest", "fabre", "mc93")
"""The other venues have no pricing point yet."""


class _Account(Row):
    """A bank account, and the venues whose money goes there; the IBANs are public examples."""

    key: str
    label: str
    iban: str
    venues: tuple[str, ...] = ()
    is_accepted: bool = False
    refused_for: str | None = None

    @property
    def id(self) -> str:
        """The id of the account."""
        return f"demo-compte-{self.key}"


_ACCOUNTS = (
    _Account(
        key="spectacles",
        label="Spectacles",
        iban="FR7630006000011234567890189",
        venues=("opera-rhin", "mc93"),
        is_accepted=True,
    ),
    _Account(
        key="musees",
        label="Musées",
        iban="FR1420041010050500013M02606",
        venues=("beaux-arts-brest", "fabre"),
        is_accepted=True,
    ),
    _Account(key="ligne", label="Vente en ligne", iban="DE89370400440532013000"),
    _Account(
        key="ancien",
        label="Ancien compte",
        iban="ES9121000418450200051332",
        refused_for="Le titulaire du compte n'est pas votre structure.",
    ),
)

_BATCHES = (-45, -30, -15, -9)
"""The days of the cut-offs. All but the last are paid; of the last, one transfer is rejected."""

_REJECTED = "AC04"
"""The reason of ISO 20022 for a closed account."""


def accounts(stage: Stage, *, siren: str) -> Iterator[Scene]:
    """Yield how an offerer gave its bank accounts, and what finance decided."""
    yield Scene(stage.day(-59, 9), partial(_open_head, siren=siren))
    for number, key in enumerate(_PRICED_AT_HEAD):
        choose = partial(_choose_point, venue=venue_id(key))
        yield Scene(stage.day(-59, 10, number), choose)
    for number, row in enumerate(_ACCOUNTS):
        yield Scene(stage.day(-59, 11, number), _giving(stage, row, siren=siren))
        target = Ref("bank_accounts", row.id)
        if row.is_accepted:
            accept = partial(_accept, account_id=row.id)
            play = acting("accept_bank_account", target, accept, by=FINANCE.uid)
            yield Scene(stage.day(-58, 15, number), play)
            yield Scene(stage.day(-58, 16, number), partial(_link, row=row))
        if row.refused_for is not None:
            refuse = partial(_refuse, account_id=row.id, reason=row.refused_for)
            reason = row.refused_for
            kind = "refuse_bank_account"
            play = acting(kind, target, refuse, by=FINANCE.uid, reason=reason)
            yield Scene(stage.day(-58, 15, number), play)


def pay(stage: Stage) -> None:
    """Price the season, and pay it in two batches; what was done before is not done again."""
    _run(stage, stage.now, "price-receivables")
    for number, day in enumerate(_BATCHES, start=1):
        _pay(stage, batch_id(number), stage.day(day, 5), is_last=number == len(_BATCHES))


def _pay(stage: Stage, name: str, at: datetime, *, is_last: bool) -> None:
    database = stage.platform.database
    cutoff_at = day_start(local_day(at, PARIS), PARIS)
    database.run(partial(_begin, cutoff_at=cutoff_at, at=at))
    _run(stage, at, "prepare-batches", "prepare-payouts", "prepare-batches")
    database.run(lambda work: batches_service.send(work, name, None, now=at))
    _run(stage, at, "prepare-batches")
    named = [one.statement_id for one in stream_payouts(database, name) if one.statement_id]
    # The last batch still waits for the other transfers.
    rejected, executed = (named[:1], []) if is_last else ([], named)
    answers = [Answer(end_to_end_id=one) for one in executed]
    answers += [Answer(end_to_end_id=one, reason=_REJECTED) for one in rejected]
    with stage.deferred_events():
        database.run(lambda work: batches_service.record_answers(work, name, answers, now=at))
    _run(stage, at, "prepare-payouts", "prepare-batches")


def _run(stage: Stage, at: datetime, *jobs: str) -> None:
    """Run jobs as of an instant, with the events that they cause."""
    for job in jobs:
        with stage.deferred_events():
            JOBS[job].run(stage.as_of(at), at, lambda _: None)


def _begin(work: UnitOfWork, *, cutoff_at: datetime, at: datetime) -> None:
    batches_service.begin(work, cutoff_at=cutoff_at, by=FINANCE.uid, now=at)


def _open_head(work: UnitOfWork, at: datetime, *, siren: str) -> None:
    command = OpenVenue(
        venue_id=_HEAD,
        member_id=PROFESSIONAL.uid,
        offerer_siren=siren,
        name="Passerelles culturelles, siège",
        siret=_SIRET,
        comment=None,
        address="4 quai des Bateliers",
        postal_code="67000",
        city="Strasbourg",
        latitude=48.5810,
        longitude=7.7530,
        accessibility=VenueAccessibility(),
    )
    venues_service.open_venue(work, command, now=at)


def _choose_point(work: UnitOfWork, at: datetime, *, venue: str) -> None:
    choose_pricing_point(work, venue, _HEAD, member_id=PROFESSIONAL.uid, now=at)


def _giving(stage: Stage, row: _Account, *, siren: str) -> partial[None]:
    encryption = stage.platform.encryption
    command = GiveAccount(
        account_id=row.id,
        siren=siren,
        member_id=PROFESSIONAL.uid,
        label=row.label,
        holder="Passerelles culturelles",
        sealed_iban=encryption.seal(row.iban, context=accounts_rules.seal_context(row.id)),
        fingerprint=encryption.fingerprint(
            row.iban, context=accounts_rules.fingerprint_context(siren)
        ),
        country=row.iban[:2],
        last_four=row.iban[-4:],
        replaces=None,
    )
    return partial(_give, command=command)


def _give(work: UnitOfWork, at: datetime, *, command: GiveAccount) -> None:
    accounts_service.give_account(work, command, now=at)


def _accept(work: UnitOfWork, at: datetime, *, account_id: str) -> None:
    accounts_service.accept_account(work, account_id, by=FINANCE.uid, now=at)


def _refuse(work: UnitOfWork, at: datetime, *, account_id: str, reason: str) -> None:
    accounts_service.refuse_account(work, account_id, reason=reason, by=FINANCE.uid, now=at)


def _link(work: UnitOfWork, at: datetime, *, row: _Account) -> None:
    named = [venue_id(key) for key in row.venues]
    accounts_service.link_venues(work, row.id, named, uid=PROFESSIONAL.uid, now=at)
