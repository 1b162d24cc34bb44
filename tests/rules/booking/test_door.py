"""The door without a network: times, endings that a scan overrules, and what a list shows."""

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import timedeltas

from functions.booking.door import rules
from functions.booking.models import CancellationReason
from functions.kernel.values import replace
from tests.support.booking_values import DAY, HOUR, NOW, PROOF, SECOND, STOCK, THING, confirmed
from tests.support.door import opened, plain

_ANY = timedeltas(min_value=-40_000 * DAY, max_value=900_000 * DAY).map(lambda by: NOW + by)


@given(_ANY, _ANY, _ANY)
def test_no_clock_puts_a_scan_before_its_list_or_in_the_future_or_long_ago(
    scanned_at: datetime, sent_at: datetime, list_as_of: datetime
) -> None:
    made = rules.made_at(scanned_at, sent_at=sent_at, list_as_of=list_as_of, now=NOW)
    assert max(NOW - rules.SCANS_WAIT, min(list_as_of, NOW)) <= made <= NOW
    assert NOW - rules.SCANS_WAIT <= rules.time_of_list(list_as_of, now=NOW) <= NOW


def test_the_time_between_scan_and_sending_counts() -> None:
    for error in (timedelta(), 400 * DAY, -400 * DAY):
        at, sent = NOW + error - HOUR, NOW + error
        assert rules.made_at(at, sent_at=sent, list_as_of=NOW - DAY, now=NOW) == NOW - HOUR


@pytest.mark.parametrize(
    ("reason", "overruled"),
    [
        ("beneficiary", True),
        ("offerer", True),
        ("expired", True),
        ("fraud", False),
        ("support", False),
        ("overpayment", False),
        ("offerer_closed", False),
        ("offer_rejected", False),
    ],
)
def test_a_scan_overrules_endings_that_its_device_could_not_know(
    reason: CancellationReason, overruled: bool
) -> None:
    ended = replace(
        confirmed(THING), status="cancelled", cancelled_at=NOW, cancellation_reason=reason
    )

    def counts(list_as_of: datetime) -> bool:
        return rules.overrules_end(ended, scanned_at=NOW + HOUR, list_as_of=list_as_of)

    assert counts(NOW - SECOND) is overruled
    assert counts(NOW) is False


def test_a_scan_made_while_the_holder_could_still_cancel_overrules_nothing() -> None:
    event = confirmed(replace(STOCK, begins_at=NOW + 10 * DAY))
    ended = replace(
        event,
        status="cancelled",
        cancelled_at=NOW + 9 * DAY,
        cancellation_reason="beneficiary",
    )
    opens_at = NOW + 2 * DAY
    for scanned_at, counts in ((opens_at - SECOND, False), (opens_at, True)):
        found = rules.overrules_end(ended, scanned_at=scanned_at, list_as_of=NOW)
        assert found is counts


def test_only_a_use_by_date_gives_way_to_a_scan() -> None:
    event = replace(confirmed(), status="used")
    assert event.begins_at is not None
    late = event.begins_at + 2 * DAY
    for used_at, scan_id, by_date in (
        (late + SECOND, None, True),
        (late + SECOND, "scan", False),
        (late - HOUR, None, False),
    ):
        booking = replace(event, used_at=used_at, scan_id=scan_id)
        assert rules.was_used_by_date(booking) is by_date
    assert not rules.was_used_by_date(replace(confirmed(THING), status="used", used_at=late))


def test_a_sealed_ticket_has_one_length_and_its_proof_opens_it() -> None:
    booking = replace(
        confirmed(quantity=1), price_label="Plein tarif", holder_name="Zoé de la Tour"
    )
    sealed = rules.seal_ticket(booking, proof=PROOF, nonce=bytes(rules.NONCE_BYTES))
    shown = {"initials": "Z. D. L. T.", "quantity": 1, "price_label": "Plein tarif"}
    assert opened(sealed, PROOF) == shown
    short = rules.seal_ticket(confirmed(), proof=PROOF, nonce=bytes(rules.NONCE_BYTES))
    assert len(plain(short)) == len(plain(sealed))
    assert re.fullmatch("[A-Za-z0-9_-]{22}", rules.ticket_id(PROOF))
    assert rules.initials("") == ""
