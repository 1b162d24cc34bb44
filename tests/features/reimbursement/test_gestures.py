"""Commercial gestures: two administrators, the next batch, and an audit that misses nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from functions.accounts.venues.rules import UnknownVenue
from functions.kernel.platform import Platform
from functions.reimbursement.gestures import rules, service
from functions.reimbursement.gestures.models import ProposeGesture
from functions.reimbursement.gestures.store import gestures, gestures_in
from functions.reimbursement.models import Gesture
from functions.reimbursement.settlements.store import stream_lines
from functions.reimbursement.statements.rules import booking_line, facts_of
from functions.reimbursement.statements.texts import statement_pdf, statements_csv
from tests.features.reimbursement.test_audit import changing, copying, found, removing
from tests.features.reimbursement.test_batches import BEFORE, DAY, faults
from tests.support.given import NOW
from tests.support.payouts import (
    all_lines,
    all_payouts,
    all_statements,
    answer,
    pay,
    put_account,
    put_offerer,
    return_transfer,
    run_batch,
    send,
)
from tests.support.reimbursement import (
    VENUE,
    Till,
    all_entries,
    all_incidents,
    balances,
    put_venue,
)


@pytest.fixture
def till(platform: Platform) -> Till:
    put_venue(platform, VENUE)
    put_offerer(platform)
    put_account(platform, "a1", VENUE.id)
    return Till(platform)


def propose(platform: Platform, name: str = "g1", cents: int = 2_500, by: str = "eve") -> Gesture:
    command = ProposeGesture(
        gesture_id=name, venue_id=VENUE.id, amount_cents=cents, reason="Panne du guichet.", by=by
    )
    return platform.database.run(lambda work: service.propose(work, command, now=NOW))


def approve(platform: Platform, name: str = "g1", by: str = "adam") -> Gesture:
    return platform.database.run(lambda work: service.approve(work, name, by=by, now=NOW))


def refuse(platform: Platform, name: str = "g1", by: str = "adam") -> Gesture:
    return platform.database.run(lambda work: service.refuse(work, name, by=by, now=NOW))


def paid(till: Till) -> None:
    """Approve a gesture, and pay it in a batch beside a booking."""
    platform = till.platform
    till.sell(1_000, BEFORE, booking_id="ten")
    till.price()
    propose(platform)
    approve(platform)
    batch = run_batch(platform, NOW)
    send(platform, batch.id, NOW)
    answer(platform, batch.id, NOW, F260000001=None)


def of_gestures(platform: Platform) -> dict[str, int]:
    entries = [e for e in all_entries(platform).values() if e.booking_id.startswith("g")]
    return {name: cents for name, cents in balances(entries).items() if cents}


def test_the_next_batch_pays_what_two_administrators_have_approved(till: Till) -> None:
    platform = till.platform
    paid(till)
    payout = all_payouts(platform)["VIR1~a1"]
    assert (payout.amount_cents, payout.state, payout.lines) == (3_500, "executed", 2)
    line = all_lines(platform)["g1~1"]
    assert (line.kind, line.reimbursed_cents, line.offer_name) == (
        "gesture",
        2_500,
        "Panne du guichet.",
    )
    assert all_incidents(platform)["g1~1"].state == "settled"
    assert of_gestures(platform) == {"fund:gestures": -2_500, "venue:v1:gestures:bank": 2_500}
    assert faults(platform) == []


def test_a_gesture_whose_transfer_came_back_is_paid_again(till: Till) -> None:
    platform = till.platform
    paid(till)
    assert return_transfer(platform, "VIR1", "F260000001", NOW) == "returned"
    assert all_incidents(platform)["g1~1"].state == "in_batch"
    assert of_gestures(platform) == {"fund:gestures": -2_500, "venue:v1:gestures:payable": 2_500}
    assert faults(platform) == []
    pay(platform, NOW + DAY, "F260000001")
    assert of_gestures(platform) == {"fund:gestures": -2_500, "venue:v1:gestures:bank": 2_500}
    assert faults(platform) == []
    # The audit reads what the second payment wrote as well.
    removing("reimbursement_entries", "g1~5")(till)
    assert ("g1", "entry_missing") in faults(platform)


def test_a_gesture_alone_makes_a_statement_and_a_file(till: Till) -> None:
    platform = till.platform
    propose(platform)
    approve(platform)
    run_batch(platform, NOW)
    statement = all_statements(platform)["F260000001"]
    assert statement.amount_cents == 2_500
    facts = facts_of(statement)
    assert [(one.kind, one.reimbursed_cents) for one in facts.lines] == [("gestures", 2_500)]
    lines = stream_lines(platform.database, statement.settlement_id)
    text = "".join(statements_csv(booking_line(line, facts, statement) for line in lines))
    assert "Panne du guichet." in text
    assert text.rstrip().endswith(";25,00;Geste commercial")
    assert statement_pdf(facts).startswith(b"%PDF")
    assert faults(platform) == []


def test_nothing_is_owed_before_the_second_administrator(till: Till) -> None:
    platform = till.platform
    propose(platform)
    with pytest.raises(rules.OwnGesture):
        approve(platform, by="eve")
    run_batch(platform, NOW)
    assert all_payouts(platform) == {}
    assert all_entries(platform) == {}
    approved = approve(platform)
    assert approve(platform, by="carl") == approved
    with pytest.raises(rules.GestureDecided):
        refuse(platform)
    run_batch(platform, NOW + DAY)
    assert all_payouts(platform)["VIR2~a1"].amount_cents == 2_500
    assert faults(platform) == []


def test_a_refused_or_withdrawn_gesture_pays_nothing(till: Till) -> None:
    platform = till.platform
    propose(platform, "g1")
    propose(platform, "g2")
    assert refuse(platform, "g1").state == "refused"
    assert refuse(platform, "g2", by="eve").state == "refused"
    with pytest.raises(rules.GestureDecided):
        approve(platform, "g1")
    run_batch(platform, NOW)
    assert all_payouts(platform) == {}
    assert faults(platform) == []


def test_a_gesture_is_for_a_venue_that_exists(platform: Platform) -> None:
    with pytest.raises(UnknownVenue):
        propose(platform)
    with pytest.raises(rules.UnknownGesture):
        approve(platform)


def test_a_gesture_makes_up_for_a_debt(till: Till) -> None:
    platform = till.platform
    paid(till)
    till.undo("ten")
    run_batch(platform, NOW + DAY)
    assert all_payouts(platform)["VIR2~a1"].state == "carried"
    propose(platform, "g2", 1_000)
    approve(platform, "g2")
    run_batch(platform, NOW + 2 * DAY)
    payout = all_payouts(platform)["VIR3~a1"]
    assert (payout.state, payout.amount_cents) == ("settled", 0)
    assert faults(platform) == []


PLANTED: list[tuple[str, Callable[[Till], None], tuple[str, str]]] = [
    ("one pair of eyes", changing("gestures", "g1", decided_by="eve"), ("g1", "gesture_unseen")),
    ("no decision", changing("gestures", "g1", state="proposed"), ("g1", "gesture_undecided")),
    ("another amount", changing("gestures", "g1", amount_cents=9), ("g1", "gesture_differs")),
    ("another incident", changing("incidents", "g1~1", amount_cents=9), ("g1", "gesture_differs")),
    ("another venue", changing("incidents", "g1~1", venue_id="v2"), ("g1", "gesture_differs")),
    ("a lost incident", removing("incidents", "g1~1"), ("g1", "gesture_differs")),
    ("a lost entry", removing("reimbursement_entries", "g1~1"), ("g1", "entry_missing")),
    ("a lost payment", removing("reimbursement_entries", "g1~3"), ("g1", "entry_missing")),
    ("a lost gesture", removing("gestures", "g1"), ("g1", "entry_stray")),
    ("unreadable", changing("gestures", "g1", amount_cents="x"), ("g1", "gesture_unreadable")),
    (
        "a state behind the ledger",
        changing("incidents", "g1~1", state="in_batch"),
        ("g1", "gesture_not_moved"),
    ),
    (
        "a copied entry",
        copying("reimbursement_entries", "g1~1", "g1~4"),
        ("g1", "entry_stray"),
    ),
    ("a copied incident", copying("incidents", "g1~1", "g1~2"), ("g1", "incident_stray")),
    (
        "paid by a scheme",
        changing("reimbursement_entries", "g1~2", scheme="fr-2021"),
        ("g1", "entry_misposted"),
    ),
]


@pytest.mark.parametrize(("plant", "fault"), [p[1:] for p in PLANTED], ids=[p[0] for p in PLANTED])
def test_the_audit_finds_a_planted_fault(
    till: Till, plant: Callable[[Till], None], fault: tuple[str, str]
) -> None:
    paid(till)
    assert found(till.platform, now=NOW + timedelta(days=3)) == set()
    plant(till)
    assert fault in found(till.platform, now=NOW + timedelta(days=3))


def test_gestures_are_listed_by_state(till: Till) -> None:
    platform = till.platform
    propose(platform, "g1")
    propose(platform, "g2")
    refuse(platform, "g2")
    states = {name: one.state for name, one in gestures.stream(platform.database)}
    assert states == {"g1": "proposed", "g2": "refused"}


def test_gestures_in_a_state_are_found(till: Till) -> None:
    platform = till.platform
    propose(platform, "g1")
    approve(platform, "g1")
    found = platform.database.run(
        lambda work: list(gestures_in(work, "approved", after=None, page=5))
    )
    assert [one.id for one in found] == ["g1"]
