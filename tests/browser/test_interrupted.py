"""Bookings that something comes between: one is made, and the person knows how it stands."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.support import chromium
from tests.support.browser import Window, intercept
from tests.support.server import PASSWORD, Api, Person, Shop, answer, utc_now

BOOKINGS = "**/v1/bookings"
IN_A_WEEK = (utc_now() + timedelta(days=7)).isoformat()


class Gate:
    """Holds the first booking of a page on its way to the server, until it is opened."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys: list[str | None] = []
        self._waiting: list[Route] = []
        page.route(BOOKINGS, self._hold)

    def _hold(self, route: Route, request: Request) -> None:
        if request.method == "POST":
            self.keys.append(request.headers.get("idempotency-key"))
            if len(self.keys) == 1:
                self._waiting.append(route)
                return
        route.continue_()

    def open(self) -> None:
        """Let the booking go on."""
        self._waiting.pop().continue_()


def made(api: Api, person: Person) -> list[Any]:
    """Return the bookings of a person."""
    return list(answer(api.get("/v1/bookings", by=person))["items"])


def confirm(page: Page) -> Locator:
    """Return the button that books."""
    return page.get_by_role("dialog").get_by_role("button", name="Confirmer")


def begin(window: Window, api: Api, shop: Shop) -> tuple[Page, Person]:
    """Open the dialog of a booking as somebody new, and return the page and the person."""
    ana = api.beneficiary()
    stock = {"price_cents": 1_000, "quantity": 5, "begins_at": IN_A_WEEK}
    stock_id = api.offer(shop, stock=stock, category="concert", duo=True)
    page = window.sign_in(ana.email, then=f"/offres/{stock_id.partition('~')[0]}")
    page.get_by_role("button", name="Réserver").click()
    return page, ana


def test_a_session_that_ends_midway_is_opened_again_and_goes_on(
    window: Window, api: Api, shop: Shop
) -> None:
    page, ana = begin(window, api, shop)
    page.get_by_role("radio", name="Pour deux").check()
    answer(api.post("/v1/me/sign-out", by=ana))
    confirm(page).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("Ta session est finie")
    dialog.get_by_role("link", name="Se reconnecter").click()
    chromium.sign_in(page, ana.email, PASSWORD)
    expect(page.get_by_role("radio", name="Pour deux")).to_be_checked()
    confirm(page).click()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    [booking] = made(api, api.sign_in(ana.email))
    assert booking["quantity"] == 2


def test_two_taps_while_the_answer_is_on_its_way_book_once(
    window: Window, api: Api, shop: Shop
) -> None:
    page, ana = begin(window, api, shop)
    gate = Gate(page)
    confirm(page).click()
    busy = page.get_by_role("dialog").get_by_role("button", name="Réservation en cours")
    expect(busy).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("Réservation en cours")
    # Playwright taps no button that is disabled; people do.
    busy.click(force=True)
    busy.click(force=True)
    gate.open()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    assert len(gate.keys) == 1
    assert len(made(api, ana)) == 1


def test_a_screen_that_takes_long_says_that_it_comes(window: Window) -> None:
    page = window.open("/")
    waiting: list[Route] = []
    page.route("**/credit/screen.js", lambda route: waiting.append(route))  # noqa: PLW0108
    page.get_by_role("link", name="Mon crédit").click()
    expect(page.locator(".working")).to_have_text("Chargement")
    waiting[0].continue_()
    expect(page.locator("main h1")).to_have_text("Mon crédit")
    expect(page.locator(".working")).to_have_text("")


def test_back_closes_a_booking_and_the_offer_stays(window: Window, api: Api, shop: Shop) -> None:
    page, ana = begin(window, api, shop)
    offer = page.url
    name = page.locator("main h1").inner_text()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Réserver")).to_be_focused()
    page.get_by_role("button", name="Réserver").click()
    page.get_by_role("button", name="Fermer").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Réserver").click()
    confirm(page).click()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    page.go_back()
    expect(page.locator("main h1")).to_have_text(name)
    assert page.url == offer
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert len(made(api, ana)) == 1


def test_back_while_the_answer_is_on_its_way_says_that_it_is_booked(
    window: Window, api: Api, shop: Shop
) -> None:
    page, ana = begin(window, api, shop)
    gate = Gate(page)
    confirm(page).click()
    expect(page.get_by_role("button", name="Réservation en cours")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Mon crédit").click()
    expect(page.locator("main h1")).to_have_text("Mon crédit")
    gate.open()
    expect(page.locator(".said")).to_contain_text("C'est réservé")
    expect(page.locator("main h1")).to_have_text("Mon crédit")
    expect(page.get_by_text("Mis de côté pour une réservation")).to_be_visible()
    assert len(made(api, ana)) == 1


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"status": 503, "headers": {"Retry-After": "30"}}, "a un problème en ce moment"),
        ({"status": 503, "headers": {"Retry-After": "0"}}, "a un problème en ce moment"),
        ({"status": 500, "body": "<h1>Error</h1>"}, "a un problème en ce moment"),
        (None, "ne répond pas"),
    ],
    ids=["busy for long", "busy again and again", "not a word of the API", "no answer at all"],
)
def test_a_booking_that_was_not_answered_is_repeated_under_its_key(
    window: Window, api: Api, shop: Shop, how: dict[str, Any] | None, words: str
) -> None:
    page, ana = begin(window, api, shop)
    keys: list[str | None] = []

    def lose(route: Route) -> None:
        # The booking is made, and its answer is lost on the way.
        keys.append(route.request.headers.get("idempotency-key"))
        route.fetch()
        if how is None:
            route.abort("connectionreset")
        else:
            route.fulfill(**how)

    reconnect = intercept(page, BOOKINGS, lose)
    confirm(page).click()
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text(words)
    reconnect()
    with page.expect_request(BOOKINGS) as last:
        confirm(page).click()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    assert {*keys, last.value.headers["idempotency-key"]} == {keys[0]}
    assert keys[0]
    assert len(made(api, ana)) == 1
    window.complaints = [each for each in window.complaints if "Failed to load" not in each]


def test_a_busy_server_is_asked_again_without_a_tap(window: Window, api: Api, shop: Shop) -> None:
    page, ana = begin(window, api, shop)
    keys: list[str | None] = []

    def busy_once(route: Route, request: Request) -> None:
        keys.append(request.headers.get("idempotency-key"))
        if len(keys) == 1:
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="{}")
        else:
            route.continue_()

    page.route(BOOKINGS, busy_once)
    confirm(page).click()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    assert len(keys) == 2
    assert keys[0] == keys[1]
    assert len(made(api, ana)) == 1


def test_a_refusal_ends_the_attempt_and_says_why(window: Window, api: Api, shop: Shop) -> None:
    page, ana = begin(window, api, shop)
    keys: list[str | None] = []

    def note(route: Route, request: Request) -> None:
        keys.append(request.headers.get("idempotency-key"))
        route.continue_()

    page.route(BOOKINGS, note)
    offer_id = page.url.rpartition("/")[2]
    [stock] = answer(api.get(f"/v1/offers/{offer_id}"))["stocks"]
    booking = api.book(ana, stock["id"])
    confirm(page).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("Tu as déjà réservé cette offre")
    expect(dialog.get_by_role("link", name="réservations")).to_be_visible()
    answer(api.post(f"/v1/bookings/{booking['id']}/cancel", by=ana))
    confirm(page).click()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    assert len(set(keys)) == 2


def test_a_screen_that_does_not_load_says_so(window: Window) -> None:
    page = window.open("/")
    reconnect = intercept(
        page, "**/credit/screen.js", lambda route: route.abort("internetdisconnected")
    )
    page.get_by_role("link", name="Mon crédit").click()
    expect(page.locator("main h1")).to_have_text("Cette page n'a pas pu se charger")
    expect(page.get_by_role("link", name="Contact")).to_be_visible()
    assert window.axe() == []
    reconnect()
    page.get_by_role("button", name="Réessayer").click()
    expect(page.locator("main h1")).to_have_text("Mon crédit")
