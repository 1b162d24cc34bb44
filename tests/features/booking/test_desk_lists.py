"""The lists of the desk: bookings and transactions, in JSON and as a spreadsheet."""

import csv
import io

import pytest

from functions.booking.models import Booking
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import refused
from tests.support.desk import at_desk, cancelled, deleted, desk_rows
from tests.support.given import MEMBER, HandClock

pytestmark = pytest.mark.usefixtures("whole_books")


def three_bookings(platform: Platform, clock: HandClock) -> tuple[str, list[Booking]]:
    """Return a venue and its bookings: a confirmed, a used and a cancelled one, a day apart."""
    stock = given.stock(platform, given.thing(1500))
    made = []
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
        made.append(given.book(platform, stock.id, uid))
        clock.move(days=1)
    at_desk(platform, made[1].countermark, "redeem")
    cancelled(platform, made[2].id, "kim")
    return stock.place.venue_id, made


def test_a_countermark_is_listed_only_once_it_is_used(platform: Platform, clock: HandClock) -> None:
    venue_id, made = three_bookings(platform, clock)
    rows = desk_rows(platform, "bookings", venue_id)["items"]
    assert [(row["booking_id"], row["status"]) for row in rows] == [
        (made[2].id, "cancelled"),
        (made[1].id, "used"),
        (made[0].id, "confirmed"),
    ]
    assert [row["countermark"] for row in rows] == [None, made[1].countermark, None]
    text = str(desk_rows(platform, "bookings", venue_id))
    assert made[0].countermark not in text


def test_the_desks_list_can_be_narrowed_and_paged(platform: Platform, clock: HandClock) -> None:
    venue_id, made = three_bookings(platform, clock)

    def ids(**query: str) -> list[str]:
        rows = desk_rows(platform, "bookings", venue_id, **query)["items"]
        return [row["booking_id"] for row in rows]

    assert ids(status="confirmed") == [made[0].id]
    assert ids(**{"from": "2026-05-05T10:00:00Z"}) == [made[2].id, made[1].id]
    assert ids(to="2026-05-05T09:59:59Z") == [made[0].id]
    page = desk_rows(platform, "bookings", venue_id, page_size="2")
    rest = desk_rows(
        platform, "bookings", venue_id, page_size="2", page_token=page["next_page_token"]
    )
    assert [row["booking_id"] for row in page["items"] + rest["items"]] == [
        one.id for one in reversed(made)
    ]
    assert rest["next_page_token"] is None
    stranger = given.call(platform, "GET", f"/v1/desk/bookings?venue_id={venue_id}", uid="stranger")
    assert refused(stranger) == (403, "not_a_member")


def test_transactions_are_what_was_captured(platform: Platform, clock: HandClock) -> None:
    venue_id, made = three_bookings(platform, clock)
    told = desk_rows(platform, "transactions", venue_id)
    assert [row["booking_id"] for row in told["items"]] == [made[1].id]
    assert told["total_cents"] == 1500
    at_desk(platform, made[1].countermark, "undo")
    told = desk_rows(platform, "transactions", venue_id)
    assert (told["items"], told["total_cents"]) == ([], 0)


def test_an_event_that_is_called_off_after_use_is_no_transaction(platform: Platform) -> None:
    booking = given.booking(platform, given.ticket(1500, days=1))
    at_desk(platform, booking.countermark, "redeem")
    deleted(platform, booking.stock_id)
    assert given.the_booking(platform, booking.id).status == "cancelled"
    assert given.parts(platform) == (50_000, 0, 0, 0)
    told = desk_rows(platform, "transactions", booking.venue_id)
    assert (told["items"], told["total_cents"]) == ([], 0)


def test_a_spreadsheet_gets_the_same_rows(platform: Platform, clock: HandClock) -> None:
    venue_id, made = three_bookings(platform, clock)
    given.change(platform, "bookings", made[1].id, holder_name='=HYPERLINK("http://x")')

    def table(what: str) -> list[list[str]]:
        path = f"/v1/desk/{what}?venue_id={venue_id}"
        answer = given.call(platform, "GET", path, uid=MEMBER, Accept="text/csv")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"].endswith('.csv"')
        text = answer.data.decode("utf-8")
        assert text.startswith("\ufeff")
        return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))

    rows = table("bookings")
    assert len(rows) == 4
    assert [row[6] for row in rows[1:]] == ["annulée", "utilisée", "confirmée"]
    # A code that reads like a date, such as AUG735, has an apostrophe before it.
    assert [row[7].lstrip("'") for row in rows[1:]] == ["", made[1].countermark, ""]
    assert rows[2][3] == '\'=HYPERLINK("http://x")'
    assert (rows[2][5], rows[2][9]) == ("15,00", "07/05/2026 12:00")
    amounts = [row[-2] for row in table("transactions")]
    assert amounts == ["Montant (EUR)", "15,00"]
