"""The bookings of a professional: filters, pages, files, and sums to the cent."""

import csv
import io
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from functions.accounts.venues.models import Venue
from functions.booking.models import Booking, BookingStatus
from functions.booking.sales import texts as sales_texts
from functions.booking.sales.rules import Totals
from functions.booking.store import bookings
from functions.kernel.database import metered
from functions.kernel.platform import Platform
from functions.kernel.spreadsheets import XLSX
from functions.kernel.values import replace
from functions.wallet.store import ledger_entries
from tests.rules.booking.test_take import THING, confirmed
from tests.support import given
from tests.support.given import MEMBER, NOW, OTHER_SIREN, SIREN, HandClock


def asked(platform: Platform, what: str, *, uid: str = MEMBER, **query: object) -> Any:
    path = f"/v1/desk/{what}?" + "&".join(f"{name}={value}" for name, value in query.items())
    answer = given.call(platform, "GET", path, uid=uid)
    content = answer.get_json()
    return content if answer.status_code == 200 else (answer.status_code, content["code"])


def rows_of(platform: Platform, what: str, **query: object) -> list[dict[str, str]]:
    """Return the rows of a list as a spreadsheet reads them."""
    path = f"/v1/desk/{what}?" + "&".join(f"{name}={value}" for name, value in query.items())
    answer = given.call(platform, "GET", path, uid=MEMBER, Accept="text/csv")
    assert answer.status_code == 200, answer.text
    return read("".join(answer.data.decode("utf-8")))


def read(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def use(platform: Platform, booking: Booking, verb: str = "redeem") -> None:
    path = f"/v1/desk/countermarks/{booking.countermark}/{verb}"
    assert given.call(platform, "POST", path, uid=MEMBER).status_code == 200


def two_houses(platform: Platform) -> tuple[Venue, Venue]:
    """Return two venues of one offerer, the second in Guyane."""
    first = given.house(platform)
    return first, given.venue(platform, name="Le Bagne", city="Cayenne", postal_code="97300")


def ids(page: Any) -> list[str]:
    return [item["booking_id"] for item in page["items"]]


# Filters and pages


def test_a_list_is_of_a_venue_of_an_offerer_or_of_an_offer(
    platform: Platform, clock: HandClock
) -> None:
    strasbourg, cayenne = two_houses(platform)
    given.house(platform, OTHER_SIREN, member="rival")
    given.beneficiary(platform)
    made = []
    for at_venue in (strasbourg, cayenne, strasbourg):
        made.append(given.book(platform, given.stock(platform, at_venue=at_venue).id))
        clock.move(seconds=1)
    first, second, third = (one.id for one in made)
    assert ids(asked(platform, "bookings", venue_id=strasbourg.id)) == [third, first]
    assert ids(asked(platform, "bookings", venue_id=cayenne.id)) == [second]
    assert ids(asked(platform, "bookings", offerer_siren=SIREN)) == [third, second, first]
    assert ids(asked(platform, "bookings", offer_id=made[1].offer_id)) == [second]
    for query in (
        {"venue_id": strasbourg.id},
        {"offerer_siren": SIREN},
        {"offer_id": made[0].offer_id},
    ):
        for what in ("bookings", "transactions"):
            assert asked(platform, what, uid="rival", **query) == (403, "not_a_member")
    assert asked(platform, "bookings", offer_id="nothing") == (404, "unknown_offer")
    assert asked(platform, "bookings", venue_id="nothing") == (404, "unknown_venue")
    assert asked(platform, "bookings", offerer_siren="nothing") == (403, "not_a_member")


def test_a_list_of_events_comes_by_their_date(platform: Platform, clock: HandClock) -> None:
    house = given.house(platform)
    given.beneficiary(platform)
    made = {}
    for name, facts in {
        "late": given.ticket(days=9),
        "thing": given.thing(),
        "soon": given.ticket(days=2),
        "middle": given.ticket(days=5),
    }.items():
        made[name] = given.book(platform, given.stock(platform, facts, at_venue=house).id).id
        clock.move(seconds=1)
    span = {"event_from": "2026-05-05T00:00:00Z", "event_to": "2026-05-12T00:00:00Z"}
    page = asked(platform, "bookings", venue_id=house.id, page_size=1, **span)
    rest = asked(
        platform,
        "bookings",
        venue_id=house.id,
        page_size=1,
        page_token=page["next_page_token"],
        **span,
    )
    assert ids(page) + ids(rest) == [made["middle"], made["soon"]]
    assert rest["next_page_token"] is None
    all_events = asked(platform, "bookings", offerer_siren=SIREN, event_from=span["event_from"])
    assert ids(all_events) == [made["late"], made["middle"], made["soon"]]
    cancelled = asked(platform, "bookings", venue_id=house.id, status="cancelled", **span)
    assert ids(cancelled) == []


@pytest.mark.parametrize("span", ["", "&event_from=2026-05-05T00:00:00Z"])
def test_a_page_reads_only_what_it_shows_however_rare_its_status(
    platform: Platform, clock: HandClock, span: str
) -> None:
    stock = given.stock(platform, given.ticket(0, None, days=2))
    for number in range(30):
        given.beneficiary(platform, f"b{number}")
        booking = given.book(platform, stock.id, f"b{number}")
        if number == 0:
            use(platform, booking)
        clock.move(seconds=1)
    token = given.token(platform, MEMBER)
    path = f"/v1/desk/bookings?venue_id={stock.place.venue_id}{span}&page_size=5&status="
    read_of = {}
    for status, found in (("used", 1), ("confirmed", 5)):
        with metered() as meter:
            headers = {"Authorization": f"Bearer {token}"}
            answer = given.client("booking_api").get(path + status, headers=headers)
        assert len(answer.get_json()["items"]) == found
        read_of[status] = meter.documents_read
    # The venue and the membership; then what is shown, and one that tells that there is more.
    assert read_of == {"used": 2 + 1, "confirmed": 2 + 6}


@pytest.mark.behaviour(102)
def test_a_day_is_one_of_the_venues_calendar(platform: Platform, clock: HandClock) -> None:
    """Bookings around midnight of 5 and 6 May, in Strasbourg (UTC+2) and in Cayenne (UTC-3)."""
    strasbourg, cayenne = two_houses(platform)
    stocks = [given.stock(platform, given.thing(100), at_venue=v) for v in (strasbourg, cayenne)]
    # Where each instant lies: the last and the first of a day, in each of the two places.
    instants = [
        *("2026-05-04T21:59:59.999999Z", "2026-05-04T22:00:00Z"),
        *("2026-05-05T02:59:59.999999Z", "2026-05-05T03:00:00Z"),
        *("2026-05-05T21:59:59.999999Z", "2026-05-05T22:00:00Z"),
        *("2026-05-06T02:59:59.999999Z", "2026-05-06T03:00:00Z"),
    ]
    made: dict[str, int] = {}
    for number, instant in enumerate(instants):
        clock.at = datetime.fromisoformat(instant)
        given.beneficiary(platform, f"b{number}")
        for stock in stocks:
            booking = given.book(platform, stock.id, f"b{number}")
            made[booking.id] = number
            use(platform, booking)

    def on(day: str, what: str = "bookings", **scope: str) -> list[int]:
        page = asked(platform, what, **{"from": day, "to": day}, **scope)
        return sorted(made[name] for name in ids(page))

    for what in ("bookings", "transactions"):
        assert on("2026-05-05", what, venue_id=strasbourg.id) == [1, 2, 3, 4]
        assert on("2026-05-05", what, venue_id=cayenne.id) == [3, 4, 5, 6]
    assert on("2026-05-05", offer_id=stocks[1].offer_id) == [3, 4, 5, 6]
    # The offerer has its seat in Strasbourg.
    assert on("2026-05-05", offerer_siren=SIREN) == [1, 1, 2, 2, 3, 3, 4, 4]
    span = {"from": "2026-05-06", "venue_id": cayenne.id}
    assert sorted(made[name] for name in ids(asked(platform, "bookings", **span))) == [7]
    rows = rows_of(platform, "transactions", venue_id=cayenne.id, to="2026-05-04")
    assert [row["Montant (EUR)"] for row in rows] == ["1,00"] * 3
    assert {row["Utilisée le"][:10] for row in rows[:3]} == {"04/05/2026"}


def test_a_day_of_25_hours_is_a_whole_day(platform: Platform, clock: HandClock) -> None:
    """On 25 October 2026 clocks go back in Strasbourg."""
    house = given.house(platform)
    midnight = datetime.fromisoformat("2026-10-24T22:00:00Z")
    made = []
    for number, minutes in enumerate((0, 24 * 60 + 30, 25 * 60)):
        clock.at = midnight
        clock.move(minutes=minutes)
        given.beneficiary(platform, f"b{number}")
        stock = given.stock(platform, given.thing(0), at_venue=house)
        made.append(given.book(platform, stock.id, f"b{number}").id)
    day = {"from": "2026-10-25", "to": "2026-10-25"}
    assert ids(asked(platform, "bookings", venue_id=house.id, **day)) == [made[1], made[0]]


@pytest.mark.parametrize(
    "at", ["2026-02-30", "2026-5-1", "20260501", "0001-01-01", "9999-12-31", "2026-05-01T10:00:00"]
)
def test_what_is_neither_a_day_nor_an_instant_is_refused(platform: Platform, at: str) -> None:
    house = given.house(platform)
    for name in ("from", "to"):
        for what in ("bookings", "transactions"):
            answer = asked(platform, what, venue_id=house.id, **{name: at})
            assert answer == (400, "malformed")


# Files


@pytest.mark.behaviour(102)
def test_a_booking_for_two_is_two_rows_and_its_dates_are_the_venues_own(
    platform: Platform,
) -> None:
    _, cayenne = two_houses(platform)
    given.beneficiary(platform)
    facts = given.ticket(1250, days=10)
    stock = given.stock(platform, facts, at_venue=cayenne, duo=True)
    booking = given.book(platform, stock.id, quantity=2)
    rows = rows_of(platform, "bookings", offerer_siren=SIREN)
    assert len(rows) == 2
    for row in rows:
        assert (row["Quantité"], row["Montant (EUR)"]) == ("1", "12,50")
        assert row["Date de l'événement"] == "14/05/2026 07:00"
        assert row["Réservée le"] == "04/05/2026 07:00"
        assert booking.countermark not in row.values()
    (item,) = asked(platform, "bookings", venue_id=cayenne.id)["items"]
    assert (item["quantity"], item["amount_cents"]) == (2, 2500)


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+33 6", "'+33 6"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1+1", "'  =1+1"),
        ("\u00a0\u200b\ufeff=1", "'\u00a0\u200b\ufeff=1"),
        ("\t=1", "' =1"),
        ("\r\n=1", "'  =1"),
        ("＝1+1", "'＝1+1"),
        ("＠x", "'＠x"),
        ("Alice\n=1", "Alice =1"),
        ("a\u2028b", "a b"),
        ("a=b", "a=b"),
        ('Le "Bal" ; fin', 'Le "Bal" ; fin'),
        ("", ""),
        ("\u200b", "\u200b"),
        ("L'été, 19 h", "L'été, 19 h"),
    ],
)
def test_no_cell_is_a_formula_or_more_than_one_line(name: str, cell: str) -> None:
    booking = replace(confirmed(THING), offer_name=name, holder_name=name, venue_name=name)
    text = "".join(sales_texts.bookings_table([booking]))
    (row,) = read(text)
    assert [row[column] for column in ("Offre", "Lieu", "Bénéficiaire")] == [cell] * 3
    assert text.count("\r\n") == 2
    assert text.replace("\r\n", "").count("\n") == 0


@pytest.mark.parametrize(
    ("code", "cell"),
    [
        *((code, "'" + code) for code in ("22E234", "2E3456", "2345E6", "3MAR27", "22MARS")),
        *((code, "'" + code) for code in ("SEPT23", "JANV27", "2AVR27", "23DEC4", "7FEB26")),
        *((code, code) for code in ("234567", "ABC234", "E23456", "23456E", "2E3E45", "MARSXY")),
    ],
)
def test_a_used_code_is_not_taken_for_a_number_or_a_date(code: str, cell: str) -> None:
    used = replace(confirmed(THING), status="used", used_at=NOW, countermark=code)
    (row,) = read("".join(sales_texts.bookings_table([used])))
    assert row["Contremarque"] == cell


@any_of(st.lists(st.text(max_size=12), min_size=1, max_size=4))
def test_whatever_is_written_a_file_has_a_row_for_each_booking(names: list[str]) -> None:
    made = [replace(confirmed(THING), offer_name=name) for name in names]
    rows = read("".join(sales_texts.bookings_table(made)))
    assert len(rows) == len(names)
    for row in rows:
        assert not row["Offre"].lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        assert row["Statut"] == "confirmée"


@pytest.mark.parametrize("table", [sales_texts.bookings_table, sales_texts.transactions_table])
def test_a_file_is_never_in_memory_as_a_whole(
    table: Callable[[Iterable[Booking]], Iterator[str]],
) -> None:
    """However long it is: 200 rows are read, and sent before another is, and nothing is kept."""
    booking = replace(confirmed(THING), status="used", used_at=NOW)
    taken = sent = 0

    def rows() -> Iterator[Booking]:
        nonlocal taken
        for number in range(1, 2_401):
            taken = number
            yield replace(booking)

    kept: list[int] = []
    tracemalloc.start()
    try:
        for piece in table(rows()):
            sent += piece.count("\r\n")
            # The rows, and beside them the header and at the end the sums.
            assert 0 <= sent - taken <= 3
            kept.append(tracemalloc.get_traced_memory()[0])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken == 2_400
    assert len(kept) >= 13
    # The text of 2,000 rows alone would be 250,000 bytes, the bookings five times as much.
    assert kept[12] - kept[2] < 60_000
    assert peak < 500_000


def test_a_file_is_read_page_by_page_and_whole(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(0, None))

    def copies(first: int) -> None:
        def write(work: Any) -> None:
            for number in range(first, first + 300):
                copy = replace(booking, id=f"copy{number:04}", countermark=f"C{number:05}")
                bookings.create(work, copy.id, copy)

        platform.database.run(write)

    for first in (0, 300, 600):
        copies(first)
    rows = rows_of(platform, "bookings", venue_id=booking.venue_id)
    assert len(rows) == 901
    narrow = rows_of(platform, "bookings", venue_id=booking.venue_id, page_size=1, status="used")
    assert narrow == []


def test_who_may_not_read_a_list_gets_no_file(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    given.house(platform, OTHER_SIREN, member="rival")
    for what in ("bookings", "transactions"):
        path = f"/v1/desk/{what}?venue_id={booking.venue_id}"
        answer = given.call(platform, "GET", path, uid="rival", Accept="text/csv")
        assert (answer.status_code, answer.get_json()["code"]) == (403, "not_a_member")


# What was captured


def captured_by_the_ledger(platform: Platform) -> dict[str, int]:
    """Return what each venue is owed by the ledger's postings, in cents."""
    owed: dict[str, int] = defaultdict(int)
    for _, entry in ledger_entries.stream(platform.database):
        for posting in entry.postings:
            if posting.destination.startswith("venue:"):
                owed[posting.destination.removeprefix("venue:")] += posting.amount_cents
            if posting.source.startswith("venue:"):
                owed[posting.source.removeprefix("venue:")] -= posting.amount_cents
    return dict(owed)


def busy_houses(platform: Platform, clock: HandClock) -> tuple[Venue, Venue]:
    """Return two venues after two months of bookings: used, undone, cancelled, called off, free."""
    houses = two_houses(platform)
    clock.at = datetime.fromisoformat("2026-04-30T20:00:00Z")
    stocks = [
        given.stock(platform, given.ticket(price, None, days=1), at_venue=at_venue, duo=True)
        for price in (0, 333, 1001)
        for at_venue in houses
    ]
    for number in range(12):
        uid = f"b{number}"
        given.beneficiary(platform, uid)
        for stock in stocks:
            made = given.book(platform, stock.id, uid, quantity=1 + number % 2)
            if number % 4 != 3:
                use(platform, made)
            if number % 5 == 4 and number % 4 != 3:
                use(platform, made, "undo")
            if number % 10 == 4:
                use(platform, made, "cancel")
        clock.move(minutes=55)
    called_off = given.stock(platform, given.ticket(777, None, days=1), at_venue=houses[0])
    use(platform, given.book(platform, called_off.id, "b0"))
    path = f"/v1/stocks/{called_off.id}"
    assert given.call(platform, "DELETE", path, uid=MEMBER).status_code == 200
    clock.move(days=40)
    given.run(platform, "use-past-events")
    return houses


def test_what_is_listed_as_captured_is_what_the_ledger_captured_to_the_cent(
    platform: Platform, clock: HandClock
) -> None:
    houses = busy_houses(platform, clock)
    owed = captured_by_the_ledger(platform)
    assert set(owed) == {house.id for house in houses}
    assert all(owed.values())
    for house in houses:
        told = asked(platform, "transactions", venue_id=house.id)
        assert told["total_cents"] == owed[house.id]
        assert sum(month["total_cents"] for month in told["months"]) == owed[house.id]
    both = asked(platform, "transactions", offerer_siren=SIREN, page_size=7)
    assert both["total_cents"] == sum(owed.values())
    items, token = both["items"], both["next_page_token"]
    while token is not None:
        page = asked(platform, "transactions", offerer_siren=SIREN, page_size=7, page_token=token)
        assert (page["months"], page["total_cents"]) == (None, None)
        items, token = items + page["items"], page["next_page_token"]
    assert len({item["booking_id"] for item in items}) == len(items)
    assert sum(month["bookings"] for month in both["months"]) == len(items)
    assert sum(item["amount_cents"] for item in items) == sum(owed.values())
    assert [item["used_at"] for item in items] == sorted(item["used_at"] for item in items)
    rows = rows_of(platform, "transactions", offerer_siren=SIREN)
    amounts = [int(row["Montant (EUR)"].replace(",", "")) for row in rows]
    assert sum(amounts) == sum(owed.values())
    given.audit(platform)


def test_a_month_is_the_venues_own(platform: Platform, clock: HandClock) -> None:
    """At 01:30 on 1 May in Strasbourg it is still April in Cayenne."""
    strasbourg, cayenne = two_houses(platform)
    clock.at = datetime.fromisoformat("2026-04-30T23:30:00Z")
    given.beneficiary(platform)
    for at_venue, price in ((strasbourg, 1000), (cayenne, 500)):
        stock = given.stock(platform, given.thing(price), at_venue=at_venue)
        use(platform, given.book(platform, stock.id))
    told = asked(platform, "transactions", offerer_siren=SIREN)
    months = [(m["month"], m["venue_id"], m["bookings"], m["total_cents"]) for m in told["months"]]
    assert months == [("2026-04", cayenne.id, 1, 500), ("2026-05", strasbourg.id, 1, 1000)]
    rows = rows_of(platform, "transactions", offerer_siren=SIREN)
    assert sorted(row["Mois"] for row in rows) == ["'2026-04", "'2026-05"]
    book = workbook(platform, "transactions", offerer_siren=SIREN)
    assert list(book["Totaux"].values) == [
        ("Mois", "Lieu", "Réservations", "Montant (EUR)"),
        ("2026-04", "Le Bagne", 1, 5),
        ("2026-05", strasbourg.name, 1, 10),
        ("Total", None, 2, 15),
    ]


def workbook(platform: Platform, what: str, **query: object) -> Any:
    path = f"/v1/desk/{what}?" + "&".join(f"{name}={value}" for name, value in query.items())
    answer = given.call(platform, "GET", path, uid=MEMBER, Accept=XLSX)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, XLSX)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{FILES[what]}.xlsx"'
    return openpyxl.load_workbook(io.BytesIO(answer.data))


FILES = {"bookings": "reservations", "transactions": "transactions"}


def test_a_workbook_has_typed_cells_and_no_formulas(platform: Platform, clock: HandClock) -> None:
    clock.at = datetime.fromisoformat("2026-04-30T23:30:00Z")
    house = given.house(platform)
    given.beneficiary(platform)
    stock = given.stock(platform, given.thing(1234), at_venue=house, name="=1+1")
    use(platform, given.book(platform, stock.id))
    (_, row) = workbook(platform, "transactions", venue_id=house.id)["Transactions"].values
    assert row[1:] == (
        "=1+1",
        house.name,
        "2026-05",
        datetime(2026, 5, 1, 1, 30),  # noqa: DTZ001
        1,
        12.34,
        "utilisée",
    )
    (_, row) = workbook(platform, "bookings", venue_id=house.id)["Réservations"].values
    assert (row[4], row[5], row[8]) == (1, 12.34, datetime(2026, 5, 1, 1, 30))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv; charset=utf-8", "text/csv; charset=utf-8"),
        ("TEXT/CSV", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv; charset=utf-8"),
        ("text/csv;q=0, */*", "application/json"),
        ("text/*", "text/csv; charset=utf-8"),
        (f"{XLSX};q=0.9, text/csv;q=0.8", XLSX),
        ("*/*", "application/json"),
        ("text/html", "application/json"),
        ("text/csv; charset=utf-16", "application/json"),
    ],
)
def test_a_list_comes_in_the_type_that_is_asked_for(
    platform: Platform, accept: str, kind: str
) -> None:
    house = given.house(platform)
    path = f"/v1/desk/bookings?venue_id={house.id}"
    answer = given.call(platform, "GET", path, uid=MEMBER, Accept=accept)
    assert answer.headers["Content-Type"] == kind


def test_the_two_hours_of_an_october_night_are_told_apart() -> None:
    night = datetime.fromisoformat("2027-10-31T00:30:00Z")
    made = [
        replace(confirmed(THING), begins_at=night + timedelta(hours=hours), time_zone=zone)
        for zone, hours in [("Europe/Paris", 0), ("Europe/Paris", 1), ("America/Cayenne", 1)]
    ]
    rows = read("".join(sales_texts.bookings_table(made)))
    assert [row["Date de l'événement"] for row in rows] == [
        "31/10/2027 02:30 (heure d’été)",
        "31/10/2027 02:30 (heure d’hiver)",
        "30/10/2027 22:30",
    ]


def test_a_page_token_of_another_list_or_filter_is_refused(platform: Platform) -> None:
    house = given.house(platform)
    given.beneficiary(platform)
    for _ in range(2):
        given.book(platform, given.stock(platform, given.thing(), at_venue=house).id)
    first = asked(platform, "bookings", venue_id=house.id, page_size=1)
    token = first["next_page_token"]
    assert asked(platform, "bookings", venue_id=house.id, page_size=5, page_token=token)["items"]
    refused = (400, "page_token_invalid")
    assert asked(platform, "bookings", offerer_siren=SIREN, page_token=token) == refused
    assert (
        asked(platform, "bookings", venue_id=house.id, status="used", page_token=token) == refused
    )
    assert asked(platform, "transactions", venue_id=house.id, page_token=token) == refused


def test_a_span_of_use_narrows_the_totals_too(platform: Platform, clock: HandClock) -> None:
    house = given.house(platform)
    given.beneficiary(platform)
    for price in (100, 200, 400):
        stock = given.stock(platform, given.thing(price), at_venue=house)
        use(platform, given.book(platform, stock.id))
        clock.move(days=1)
    span = {"from": "2026-05-05T00:00:00Z", "to": "2026-05-05T23:59:59Z"}
    told = asked(platform, "transactions", venue_id=house.id, **span)
    assert ([item["amount_cents"] for item in told["items"]], told["total_cents"]) == ([200], 200)


@any_of(
    st.lists(
        st.tuples(
            st.datetimes(datetime(2019, 2, 1), datetime(2040, 1, 1)),  # noqa: DTZ001
            st.sampled_from(["Europe/Paris", "America/Cayenne", "Pacific/Noumea"]),
            st.integers(0, 60_000),
            st.sampled_from(["used", "reimbursed"]),
        )
    )
)
def test_months_add_up_to_the_total(
    used: list[tuple[datetime, str, int, BookingStatus]],
) -> None:
    totals = Totals()
    for at, zone, cents, status in used:
        totals.add(
            replace(
                confirmed(THING),
                used_at=at.replace(tzinfo=NOW.tzinfo),
                time_zone=zone,
                venue_id=zone,
                amount_cents=cents,
                status=status,
            )
        )
    assert totals.total_cents == sum(cents for _, _, cents, _ in used)
    assert sum(month.total_cents for month in totals.months) == totals.total_cents
    assert sum(month.bookings for month in totals.months) == len(used)
    keys = [(month.month, month.venue_id) for month in totals.months]
    assert keys == sorted(set(keys))
