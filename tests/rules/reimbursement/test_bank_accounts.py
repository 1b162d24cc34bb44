"""IBANs of every wrong kind, decisions with four eyes, and links that never overlap."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.kernel.errors import Refusal
from functions.kernel.values import replace
from functions.reimbursement.bank_accounts import rules
from functions.reimbursement.bank_accounts.models import VenueLinks
from tests.support.bank_values import ACCOUNT, IBAN

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
VENUE = VenueLinks(venue_id="v1", siren=ACCOUNT.siren, revision=0)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (IBAN, IBAN),
        ("fr76 3000 6000 0112 3456 7890 189", IBAN),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", IBAN),
        ("Iban : FR7630006000011234567890189", IBAN),
        ("FR76-3000-6000-0112-3456-7890-189", IBAN),
        ("FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"),
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("BE68 5390 0754 7034", "BE68539007547034"),
        ("GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"),
        ("MC58 1122 2000 0101 2345 6789 030", "MC5811222000010123456789030"),
    ],
)
def test_iban_is_read_as_people_type_it(text: str, number: str) -> None:
    assert rules.checked_iban(text) == number


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("FR7630006000011234567890188", rules.IbanInvalid),  # a digit at the end
        ("FR7530006000011234567890189", rules.IbanInvalid),  # check digits
        ("FR7603006000011234567890189", rules.IbanInvalid),  # two digits swapped
        ("FR763000600001123456789018", rules.IbanInvalid),  # one digit short
        ("FR76300060000112345678901890", rules.IbanInvalid),  # one digit long
        ("FR76", rules.IbanInvalid),
        ("", rules.IbanInvalid),
        ("XX7630006000011234567890189", rules.IbanInvalid),  # no such country
        ("US64SVBKUS6S3300958879", rules.IbanInvalid),  # a country without IBANs
        ("30006000011234567890189", rules.IbanInvalid),  # a RIB
        ("FR76A0006000011234567890189", rules.IbanInvalid),  # a letter in the bank's code
        ("FR76 3000 6000 0112 3456 7890 18?", rules.IbanInvalid),
        ("DE8937040044053201300", rules.IbanInvalid),
        # Right in itself, with the wrong structure for its country.
        ("GB0412345678901234567890", rules.IbanInvalid),
        ("AE070331234567890123456", rules.IbanOutsideSepa),
        ("BR1800360305000010009795493C1", rules.IbanOutsideSepa),
    ],
)
def test_wrong_iban_is_refused(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        rules.checked_iban(text)


@given(st.integers(4, len(IBAN) - 1), st.integers(0, 9))
def test_any_single_wrong_digit_is_found(place: int, digit: int) -> None:
    if IBAN[place] != str(digit):
        with pytest.raises(rules.IbanInvalid):
            rules.checked_iban(IBAN[:place] + str(digit) + IBAN[place + 1 :])


def test_only_the_country_and_four_characters_are_shown() -> None:
    assert rules.obfuscated(ACCOUNT) == "FR** **** 0189"
    assert "sealed" not in repr(ACCOUNT)
    assert ACCOUNT.holder not in repr(ACCOUNT)


def test_first_account_needs_one_administrator() -> None:
    after = rules.approve(ACCOUNT, by="boss", now=NOW)
    assert (after.status, after.decided_at) == ("accepted", NOW)
    assert rules.approve(after, by="other", now=NOW) is after


def test_replacement_needs_two_administrators() -> None:
    once = rules.approve(replace(ACCOUNT, replaces="a0"), by="boss", now=NOW)
    assert (once.status, once.approved_by) == ("pending", "boss")
    with pytest.raises(rules.SecondAdministratorNeeded):
        rules.approve(once, by="boss", now=NOW)
    assert rules.approve(once, by="other", now=NOW).status == "accepted"


def test_nobody_decides_on_their_own_account() -> None:
    with pytest.raises(rules.OwnBankAccount):
        rules.approve(ACCOUNT, by="pro", now=NOW)
    with pytest.raises(rules.OwnBankAccount):
        rules.refuse(ACCOUNT, reason="x", by="pro", now=NOW)


def test_decided_account_is_not_decided_again() -> None:
    accepted = rules.approve(ACCOUNT, by="boss", now=NOW)
    with pytest.raises(rules.AccountDecided):
        rules.refuse(accepted, reason="x", by="boss", now=NOW)
    refused = rules.refuse(ACCOUNT, reason="x", by="boss", now=NOW)
    assert rules.refuse(refused, reason="y", by="boss", now=NOW) is refused
    with pytest.raises(rules.AccountDecided):
        rules.approve(refused, by="boss", now=NOW)


def test_used_account_is_kept_ten_years_and_an_unused_one_61_days() -> None:
    accepted = rules.approve(ACCOUNT, by="boss", now=NOW)
    closed = rules.close(accepted, now=NOW)
    assert closed.expires_at == datetime(2037, 1, 2, tzinfo=UTC).replace(microsecond=0)
    assert rules.close(ACCOUNT, now=NOW).expires_at == NOW + timedelta(days=61)
    refused = rules.refuse(ACCOUNT, reason="x", by="boss", now=NOW)
    assert refused.expires_at == NOW + timedelta(days=61)
    assert rules.close(closed, now=NOW) is closed
    assert accepted.expires_at is None


def test_account_at_an_instant_is_that_of_the_span() -> None:
    first = rules.linked(VENUE, "a1", now=NOW)
    second = rules.linked(first, "a2", now=NOW + timedelta(days=1))
    none = rules.linked(second, None, now=NOW + timedelta(days=2))
    for days, account in ((-1, None), (0, "a1"), (0.9, "a1"), (1, "a2"), (2, None), (3, None)):
        assert rules.account_at(none.links, NOW + timedelta(days=days)) == account


@given(
    st.lists(st.tuples(st.sampled_from(["a1", "a2", "a3", None]), st.integers(-2, 3)), max_size=12)
)
def test_spans_of_a_venue_never_overlap_and_are_never_empty(
    changes: list[tuple[str | None, int]],
) -> None:
    """Also with clocks of two machines that differ."""
    venue, now = VENUE, NOW
    for account, seconds in changes:
        now += timedelta(seconds=seconds)
        venue = rules.linked(venue, account, now=now)
        current = venue.current.account_id if venue.current else None
        assert current == account
    for link in venue.links:
        assert link.ends_at is None or link.starts_at < link.ends_at
    for earlier, later in zip(venue.links, venue.links[1:], strict=False):
        assert earlier.ends_at is not None
        assert earlier.ends_at <= later.starts_at


def test_move_needs_two_administrators_other_than_its_author() -> None:
    linked = rules.linked(VENUE, "a1", now=NOW)
    assert not rules.needs_four_eyes(VENUE, "a1")
    assert not rules.needs_four_eyes(linked, "a1")
    assert rules.needs_four_eyes(linked, "a2")
    assert rules.needs_four_eyes(rules.linked(linked, None, now=NOW + timedelta(1)), "a2")
    moving = rules.proposed(linked, "a2", by="pro", now=NOW)
    assert rules.proposed(moving, "a2", by="pro2", now=NOW + timedelta(1)) is moving
    with pytest.raises(rules.OwnBankAccount):
        rules.approve_move(moving, "a2", by="pro", now=NOW)
    once = rules.approve_move(moving, "a2", by="boss", now=NOW)
    with pytest.raises(rules.SecondAdministratorNeeded):
        rules.approve_move(once, "a2", by="boss", now=NOW)
    later = NOW + timedelta(days=1)
    moved = rules.approve_move(once, "a2", by="other", now=later)
    assert (moved.move, moved.is_moving) == (None, False)
    assert [(link.account_id, link.ends_at) for link in moved.links] == [
        ("a1", later),
        ("a2", None),
    ]
    with pytest.raises(rules.UnknownMove):
        rules.approve_move(moved, "a2", by="other", now=later)
    assert rules.refuse_move(moving).move is None


def test_approval_is_for_one_target_and_does_not_pass_to_another() -> None:
    linked = rules.linked(VENUE, "a1", now=NOW)
    moving = rules.proposed(linked, "a2", by="pro", now=NOW)
    once = rules.approve_move(moving, "a2", by="boss", now=NOW)
    changed = rules.proposed(once, "a3", by="pro", now=NOW)
    with pytest.raises(rules.MoveChanged):
        rules.approve_move(changed, "a2", by="other", now=NOW)
    assert changed.move is not None
    assert changed.move.approved_by is None


def test_link_to_an_account_that_was_never_accepted_leaves_no_trace() -> None:
    linked = rules.linked(VENUE, "a1", now=NOW)
    without = rules.without_account(linked, "a1")
    assert without.links == ()
    assert not rules.needs_four_eyes(without, "a2")
