"""The audit finds every fault that is planted, by its name, and accuses nobody else."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from functions.booking.audit.models import Progress
from functions.kernel.platform import Platform
from tests.support import given, ledger
from tests.support.given import NOW
from tests.support.ledger import World


@pytest.fixture
def world(platform: Platform) -> World:
    return ledger.world(platform)


Plant = Callable[[World], None]
CASES: dict[str, tuple[Plant, dict[str, str]]] = {}


def planted(*with_ben: str, with_ana: Sequence[str] = ()) -> Callable[[Plant], Plant]:
    """Declare a fault by all that has to be found with Ben, or with Ana, and with nobody else."""
    accused = {"ben": " ".join(with_ben), "ana": " ".join(with_ana)}

    def declare(plant: Plant) -> Plant:
        CASES[plant.__name__.replace("_", " ")] = (
            plant,
            {uid: faults for uid, faults in accused.items() if faults},
        )
        return plant

    return declare


def held_entry(world: World) -> str:
    return f"hold~{world.held.id}~1"


def captured_entry(world: World) -> str:
    return f"capture~{world.used.id}~2"


@planted("entry_amount_differs")
def an_entry_has_another_amount(world: World) -> None:
    world.more("ledger_entries", held_entry(world), "amount_cents")


@planted("available_differs", "held_differs", "hold_differs_from_entries", "scheme_differs")
def an_entry_moves_another_amount(world: World) -> None:
    world.more("ledger_entries", held_entry(world), "amount_cents")
    world.repost(held_entry(world), amount_cents=1501)


@planted("entries_missing", "held_differs", "hold_differs_from_entries", "spent_differs")
def an_entry_is_gone(world: World) -> None:
    world.delete("ledger_entries", captured_entry(world))


@planted(
    "entries_missing",
    "entry_misplaced",
    "held_differs",
    "hold_differs_from_entries",
    "spent_differs",
)
def an_entry_is_there_twice(world: World) -> None:
    world.copy("ledger_entries", captured_entry(world), "copy")


@planted("held_differs", "hold_differs_from_entries", "spent_differs")
def an_entry_is_there_twice_under_a_number_of_its_own(world: World) -> None:
    number = world.document("wallets", "ben")["entries"] + 1
    world.copy("ledger_entries", captured_entry(world), "copy", id="copy", number=number)
    world.more("wallets", "ben", "entries")


@planted("hold_differs_from_entries")
def a_capture_pays_another_venue(world: World) -> None:
    world.repost(captured_entry(world), destination="venue:elsewhere")


@planted("entry_does_not_balance", "hold_differs_from_entries", "spent_differs")
def a_capture_pays_the_wallet_of_another(world: World) -> None:
    world.repost(captured_entry(world), destination="wallet:ana:available")


@planted("available_differs", "entry_does_not_balance", "scheme_differs")
def a_hold_takes_from_the_wallet_of_another(world: World) -> None:
    world.repost(held_entry(world), source="wallet:zoe:available")


@planted("scheme_differs")
def a_grant_comes_from_another_scheme(world: World) -> None:
    (entry,) = (e for e in given.entries(world.platform, "ben") if e.kind == "grant")
    world.repost(entry.id, source="scheme:fr-2025")


@planted(
    "available_differs",
    "entry_does_not_balance",
    "held_differs",
    "hold_differs_from_entries",
    "scheme_differs",
)
def an_entry_goes_the_wrong_way(world: World) -> None:
    world.repost(held_entry(world), source="wallet:ben:held", destination="wallet:ben:available")


@planted("entry_does_not_balance")
def an_entry_is_of_another_kind(world: World) -> None:
    world.change("ledger_entries", captured_entry(world), kind="expire")


@planted("hold_differs_from_entries")
def an_entry_is_of_another_booking(world: World) -> None:
    world.change("ledger_entries", captured_entry(world), booking_id=world.cancelled.id)


@planted("entry_without_hold", "hold_differs_from_entries")
def an_entry_is_of_no_booking_known(world: World) -> None:
    world.change("ledger_entries", captured_entry(world), booking_id="unknown")


@planted(
    "available_differs",
    "entry_without_amount",
    "held_differs",
    "hold_differs_from_entries",
    "scheme_differs",
)
def a_posting_moves_nothing(world: World) -> None:
    world.repost(held_entry(world), amount_cents=0)


@planted(
    "available_differs",
    "entry_without_amount",
    "held_differs",
    "hold_differs_from_entries",
    "scheme_differs",
)
def a_posting_moves_less_than_nothing(world: World) -> None:
    world.repost(held_entry(world), amount_cents=-1500)


@planted(
    "available_differs",
    "entry_without_amount",
    "held_differs",
    "hold_differs_from_entries",
    "scheme_differs",
)
def an_entry_has_no_posting(world: World) -> None:
    world.change("ledger_entries", held_entry(world), postings=[])


@planted("entries_missing")
def a_number_is_left_out(world: World) -> None:
    last = given.entries(world.platform, "ben")[-1]
    world.change("ledger_entries", last.id, number=last.number + 1)


@planted("entries_missing")
def a_number_is_given_twice(world: World) -> None:
    last = given.entries(world.platform, "ben")[-1]
    world.change("ledger_entries", last.id, number=last.number - 1)


@planted(
    "entries_missing",
    "held_differs",
    "hold_differs_from_entries",
    "spent_differs",
    with_ana=(
        "entries_missing",
        "entry_does_not_balance",
        "entry_without_hold",
        "spent_differs",
    ),
)
def an_entry_is_with_another_wallet(world: World) -> None:
    world.change("ledger_entries", captured_entry(world), wallet_id="ana")


@planted("available_differs", "parts_differ_from_grant")
def there_is_a_cent_more_to_spend(world: World) -> None:
    world.more("wallets", "ben", "available_cents")


@planted("held_differs", "holds_differ", "parts_differ_from_grant")
def a_cent_less_is_held(world: World) -> None:
    world.more("wallets", "ben", "held_cents", -1)


@planted("parts_differ_from_grant", "spent_differs")
def a_cent_more_was_spent(world: World) -> None:
    world.more("wallets", "ben", "spent_cents")


@planted("expired_differs", "parts_differ_from_grant")
def a_cent_has_expired(world: World) -> None:
    world.more("wallets", "ben", "expired_cents")


@planted("granted_differs", "parts_differ_from_grant")
def a_cent_more_was_granted(world: World) -> None:
    world.more("wallets", "ben", "granted_cents")


@planted("available_differs", "spent_differs")
def what_was_spent_is_to_be_spent_again(world: World) -> None:
    world.more("wallets", "ben", "available_cents", 1000)
    world.more("wallets", "ben", "spent_cents", -1000)


@planted("expired_differs", "negative", "parts_differ_from_grant")
def a_part_is_below_zero(world: World) -> None:
    world.change("wallets", "ben", expired_cents=-1)


@planted("entries_missing")
def the_wallet_counts_an_entry_more(world: World) -> None:
    world.more("wallets", "ben", "entries")


@planted("cap_use_differs", "scheme_differs")
def the_wallet_is_of_another_scheme(world: World) -> None:
    world.change("wallets", "ben", scheme="fr-2025")


@planted("cap_use_differs")
def a_cap_is_less_used(world: World) -> None:
    caps = world.document("wallets", "ben")["caps"]
    world.change("wallets", "ben", caps=[{**cap, "used_cents": 0} for cap in caps])


@planted("cap_passed")
def a_cap_is_passed(world: World) -> None:
    caps = world.document("wallets", "ben")["caps"]
    world.change("wallets", "ben", caps=[{**cap, "limit_cents": 999} for cap in caps])


@planted("booking_without_wallet", "entry_without_wallet", "hold_without_wallet")
def the_wallet_is_gone(world: World) -> None:
    world.delete("wallets", "ben")


@planted(
    "available_differs",
    "entry_does_not_balance",
    "held_differs",
    "hold_differs_from_entries",
    "scheme_differs",
    "wallet_misplaced",
)
def the_wallet_of_another_stands_in_its_place(world: World) -> None:
    world.change("wallets", "ben", **world.document("wallets", "ana"))


@planted("hold_amount_differs", "hold_differs_from_entries", "holds_differ", "scheme_differs")
def a_hold_is_of_another_amount(world: World) -> None:
    world.more("holds", world.held.id, "amount_cents")


@planted("hold_amount_differs", "hold_without_amount")
def a_hold_is_of_no_amount(world: World) -> None:
    world.change("holds", world.cancelled.id, amount_cents=0)


@planted("hold_differs_from_entries", "hold_state_differs", "holds_differ")
def a_hold_is_in_another_state(world: World) -> None:
    world.change("holds", world.held.id, state="captured")


@planted(
    "cap_use_differs",
    "hold_differs_from_entries",
    "hold_state_differs",
    "holds_differ",
    "scheme_differs",
)
def a_hold_that_was_released_is_held(world: World) -> None:
    world.change("holds", world.cancelled.id, state="held")


@planted("scheme_differs")
def a_hold_is_of_another_scheme(world: World) -> None:
    world.change("holds", world.held.id, scheme="fr-2025")


@planted("hold_terms_differ")
def a_hold_is_for_another_venue(world: World) -> None:
    world.change("holds", world.held.id, venue_id="elsewhere")


@planted("cap_use_differs", "hold_terms_differ")
def a_hold_counts_in_another_domain(world: World) -> None:
    world.change("holds", world.held.id, domain="digital")


@planted("hold_revision_differs")
def a_hold_is_ahead_of_its_booking(world: World) -> None:
    world.more("holds", world.held.id, "revision")


@planted("booking_without_hold", "entry_without_hold", "holds_differ", "scheme_differs")
def a_hold_is_gone(world: World) -> None:
    world.delete("holds", world.held.id)


@planted("booking_without_hold", "entry_without_hold")
def a_hold_that_was_released_is_gone(world: World) -> None:
    world.delete("holds", world.cancelled.id)


@planted(
    "booking_without_hold",
    "entry_without_hold",
    "holds_differ",
    "scheme_differs",
    with_ana=(
        "hold_differs_from_entries",
        "hold_without_booking",
        "holds_differ",
        "scheme_differs",
    ),
)
def a_hold_is_with_another_wallet(world: World) -> None:
    world.change("holds", world.held.id, wallet_id="ana")


@planted("hold_misplaced", "hold_without_booking")
def a_hold_is_there_twice(world: World) -> None:
    world.copy("holds", world.cancelled.id, "copy")


@planted("hold_without_booking")
def a_booking_is_gone(world: World) -> None:
    world.delete("bookings", world.held.id)


@planted("booking_amount_differs", "hold_amount_differs")
def a_booking_costs_another_amount(world: World) -> None:
    world.more("bookings", world.held.id, "amount_cents")


@planted("booking_amount_differs")
def a_booking_is_of_another_price(world: World) -> None:
    world.more("bookings", world.held.id, "unit_price_cents")


@planted("booking_amount_differs")
def a_booking_is_for_two_at_the_price_of_one(world: World) -> None:
    world.change("bookings", world.held.id, quantity=2)


@planted("activation_code_unused")
def a_booking_has_its_code_and_is_not_used(world: World) -> None:
    world.change("bookings", world.held.id, activation_code="")


@planted("hold_state_differs")
def a_booking_was_used_and_never_settled(world: World) -> None:
    world.change("bookings", world.held.id, status="used", used_at=NOW)


@planted("settlement_missing")
def a_booking_was_used_long_ago_and_its_event_got_lost(world: World) -> None:
    yesterday = NOW - timedelta(days=1)
    world.change("bookings", world.held.id, status="used", used_at=yesterday, revision=2)


@planted("hold_state_differs")
def a_booking_was_cancelled_and_its_credit_kept(world: World) -> None:
    world.change("bookings", world.held.id, status="cancelled", revision=2)


@planted("hold_state_differs")
def a_cancelled_booking_is_open_again(world: World) -> None:
    world.change("bookings", world.cancelled.id, status="confirmed", revision=3)


@planted("hold_without_booking", with_ana=("booking_without_hold",))
def a_booking_is_with_another(world: World) -> None:
    world.change("bookings", world.held.id, beneficiary_id="ana")


@planted("booking_misplaced", "booking_without_hold")
def a_booking_is_there_twice(world: World) -> None:
    world.copy("bookings", world.cancelled.id, "copy")


@planted("wallet_unreadable")
def a_wallet_cannot_be_read(world: World) -> None:
    world.change("wallets", "ben", available_cents="much")


@planted("entry_unreadable")
def an_entry_cannot_be_read(world: World) -> None:
    world.change("ledger_entries", held_entry(world), kind="gift")


@planted("hold_unreadable")
def a_hold_cannot_be_read(world: World) -> None:
    world.change("holds", world.held.id, amount_cents=None)


@planted("booking_unreadable")
def a_booking_cannot_be_read(world: World) -> None:
    world.change("bookings", world.held.id, status="lost")


@planted(
    "available_differs",
    "entries_missing",
    "held_differs",
    "hold_differs_from_entries",
    "scheme_differs",
)
def an_entry_names_no_wallet(world: World) -> None:
    world.change("ledger_entries", held_entry(world), wallet_id=None)


@planted(
    "available_differs",
    "entries_missing",
    "held_differs",
    "hold_differs_from_entries",
    "scheme_differs",
)
def an_entry_names_a_list_of_wallets(world: World) -> None:
    world.change("ledger_entries", held_entry(world), wallet_id=["ben"])


@pytest.mark.parametrize("case", CASES)
def test_a_planted_fault_is_found_named_and_dropped_once_fixed(world: World, case: str) -> None:
    plant, accused = CASES[case]
    before = ledger.documents(world.platform)
    plant(world)
    assert world.audit().faulty == len(accused)
    assert world.found() == accused
    ledger.mend(world, before)
    assert world.audit() == Progress(position="zoe", started_at=NOW, wallets=3)
    assert world.found() == {}
