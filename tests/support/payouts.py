"""Bank accounts and batches as tests of reimbursement meet them."""

from datetime import datetime, timedelta

from functions.accounts.offerers.models import Offerer
from functions.accounts.offerers.store import offerers
from functions.booking.store import bookings
from functions.kernel.database import UnitOfWork
from functions.kernel.platform import Platform
from functions.reimbursement.bank_accounts.models import BankAccount, Link, VenueLinks
from functions.reimbursement.bank_accounts.store import accounts, venue_links
from functions.reimbursement.batches import rules as batches_rules
from functions.reimbursement.batches import service as batches_service
from functions.reimbursement.batches.models import Batch
from functions.reimbursement.batches.store import batches
from functions.reimbursement.gathering import service as gathering_service
from functions.reimbursement.payments import service as payments_service
from functions.reimbursement.payments.models import Answer, AnswerOutcome
from functions.reimbursement.payouts.models import Debt, Line, Payout
from functions.reimbursement.payouts.store import debts, due_payouts, payout_lines, payouts
from functions.reimbursement.settlements.models import Statement
from functions.reimbursement.settlements.store import statements
from tests.support.given import NOW, SIREN

LONG_AGO = NOW - timedelta(days=800)


def put_account(
    platform: Platform,
    account_id: str,
    *venue_ids: str,
    siren: str = SIREN,
    linked_at: datetime = LONG_AGO,
    sealed_iban: str = "sealed",
) -> BankAccount:
    """Write an accepted bank account that the money of these venues goes to."""
    account = BankAccount(
        id=account_id,
        siren=siren,
        label="Compte courant",
        holder="La Laiterie",
        sealed_iban=sealed_iban,
        fingerprint=account_id,
        country="FR",
        last_four="0189",
        status="accepted",
        given_by="member",
        created_at=LONG_AGO,
        decided_at=LONG_AGO,
        venue_ids=venue_ids,
    )

    def write(work: UnitOfWork) -> None:
        accounts.create(work, account_id, account)
        for venue_id in venue_ids:
            link = Link(account_id=account_id, starts_at=linked_at)
            linked = VenueLinks(venue_id=venue_id, siren=siren, links=(link,))
            venue_links.create(work, venue_id, linked)

    platform.database.run(write)
    return account


def put_offerer(platform: Platform, siren: str = SIREN) -> None:
    """Write the offerer of the accounts."""
    offerer = Offerer(
        siren=siren,
        name="La Laiterie",
        postal_code="67000",
        city="Strasbourg",
        status="validated",
        member_ids=("member",),
        created_at=LONG_AGO,
    )
    platform.database.run(lambda work: offerers.create(work, siren, offerer))


def put_debt(work: UnitOfWork, account_id: str, siren: str, *, at: datetime) -> None:
    """Write a balance of zero that is carried over, with the payout that left it."""
    payout = Payout(
        id=f"VIR1~{account_id}",
        batch_id="VIR1",
        cutoff_at=at,
        account_id=account_id,
        siren=siren,
        settlement_id=f"VIR1~{account_id}",
        state="carried",
        created_at=at,
        is_waiting=True,
    )
    debt = Debt(
        account_id=account_id,
        siren=siren,
        payout_id=payout.id,
        settlement_id=payout.settlement_id,
        amount_cents=0,
        since=at,
    )
    payouts.create(work, payout.id, payout)
    debts.create(work, account_id, debt)


def begin(platform: Platform, now: datetime, by: str | None = None) -> Batch:
    """Begin the batch of a day."""
    cutoff_at = batches_rules.cutoff_of(now)
    return platform.database.run(
        lambda work: batches_service.begin(work, cutoff_at=cutoff_at, by=by, now=now)
    )


def run_batch(platform: Platform, now: datetime, *, page: int = 100) -> Batch:
    """Begin the batch of a day and prepare it."""
    batch = begin(platform, now)
    catch_up(platform, batch.id, now, page=page)
    return platform.database.run(lambda work: batches.get(work, batch.id))


def catch_up(platform: Platform, batch_id: str, now: datetime, *, page: int = 100) -> None:
    """Do all that the jobs would do for a batch."""
    database = platform.database
    for _ in range(3):
        batches_service.go_on(database, batch_id, now=now, page=page)
        for snapshot in database.run(lambda _: database.query(due_payouts(now))):
            gathering_service.prepare(database, snapshot.ref.id, now=now, page=page)
            payments_service.settle(database, snapshot.ref.id, now=now, page=page)


def send(platform: Platform, batch_id: str, now: datetime) -> None:
    """Send the payment file of a batch."""
    batches_service.hold_changed(platform.database, batch_id)
    run = platform.database.run
    run(lambda work: batches_service.note_file(work, batch_id, "digest", now=now))
    run(lambda work: batches_service.send(work, batch_id, "digest", now=now))
    catch_up(platform, batch_id, now)


def answer(
    platform: Platform, batch_id: str, now: datetime, **reasons: str | None
) -> list[AnswerOutcome]:
    """Enter the bank's answers: the number of each statement, with the reason of a rejection."""
    answers = [Answer(end_to_end_id=name, reason=reason) for name, reason in reasons.items()]
    outcomes = _enter(platform, batch_id, answers, now)
    catch_up(platform, batch_id, now)
    return outcomes


def pay(platform: Platform, now: datetime, *statement_ids: str, page: int = 100) -> Batch:
    """Prepare and send the batch of a day, and enter that these statements were paid."""
    batch = run_batch(platform, now, page=page)
    send(platform, batch.id, now)
    answer(platform, batch.id, now, **dict.fromkeys(statement_ids))
    return batch


def return_transfer(
    platform: Platform, batch_id: str, statement_id: str, now: datetime, *, page: int = 100
) -> AnswerOutcome:
    """Enter that the transfer of a statement came back, and settle that."""
    answers = [Answer(end_to_end_id=statement_id, reason="AC04", is_return=True)]
    (outcome,) = _enter(platform, batch_id, answers, now)
    catch_up(platform, batch_id, now, page=page)
    return outcome


def _enter(
    platform: Platform, batch_id: str, answers: list[Answer], now: datetime
) -> list[AnswerOutcome]:
    return platform.database.run(
        lambda work: payments_service.record_answers(work, batch_id, answers, now=now)
    )


def all_payouts(platform: Platform) -> dict[str, Payout]:
    """Return every payout by id."""
    return dict(payouts.stream(platform.database))


def all_lines(platform: Platform) -> dict[str, Line]:
    """Return every line of a payout by id."""
    return dict(payout_lines.stream(platform.database))


def all_statements(platform: Platform) -> dict[str, Statement]:
    """Return every statement by number."""
    return dict(statements.stream(platform.database))


def status_of(platform: Platform, booking_id: str) -> str:
    """Return the status of a booking."""
    return platform.database.run(lambda work: bookings.get(work, booking_id)).status
