"""Price categories of an offer, a series of dates, and many dates changed together."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, Route, expect

from tests.support.browser import Window, intercept
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import PASSWORD, Api, Json, Shop, answer, utc_now

THEATRE = {"category": "concert", "name": "La Mouette en tournée"}
DAYS = 60


def event(api: Api, shop: Shop) -> str:
    """Return the id of a new published event with one date, a year ahead."""
    begins_at = (utc_now() + timedelta(days=360)).isoformat()
    stock = {"price_cents": 1_000, "quantity": 9, "begins_at": begins_at}
    return api.offer(shop, stock=stock, **THEATRE).partition("~")[0]


def stocks(api: Api, offer_id: str) -> list[Json]:
    """Return all stocks of an offer by date."""
    found: list[Json] = []
    token: str | None = None
    while True:
        path = f"/v1/offers/{offer_id}/stocks"
        page = answer(
            api.get(path, page_size=100, page_token=token)
            if token
            else api.get(path, page_size=100)
        )
        found += page["items"]
        token = page["next_page_token"]
        if not token:
            return found


def add_series(page: Page) -> None:
    """Add a date a day for 60 days, at the first price category."""
    first = (utc_now() + timedelta(days=10)).date()
    page.get_by_text("Ajouter une série de dates").click()
    page.get_by_label("Premier jour").fill(str(first))
    page.get_by_label("Dernier jour").fill(str(first + timedelta(days=DAYS - 1)))
    page.get_by_label("Heures").fill("20h")
    page.get_by_label("Places par date").fill("40")
    page.get_by_role("button", name="Ajouter la série").press("Enter")
    expect(page.get_by_text(f"{DAYS} dates ajoutées sur {DAYS}.")).to_be_visible()


@BY_KEYBOARD_TOO
def test_price_categories_are_made_followed_priced_and_removed(
    window: Window, api: Api, shop: Shop
) -> None:
    offer_id = event(api, shop)
    page = window.sign_in(shop.member.email, then=f"/pro/offres/{offer_id}")
    dialog = page.get_by_role("dialog")
    for label, euros in (("plein", "20"), ("réduit", "8")):
        page.get_by_role("button", name="Ajouter un tarif").click()
        dialog.get_by_role("button", name="Enregistrer").click()
        expect(dialog.get_by_text("Donnez un nom")).to_be_visible()
        dialog.get_by_label("Nom du tarif").fill(label)
        dialog.get_by_label("Prix en euros").fill(euros)
        dialog.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_role("button", name=f"Modifier le tarif {label}")).to_be_visible()
    assert window.axe() == []
    page.get_by_role("button", name="Modifier :").click()
    dialog.get_by_label("Tarif").select_option(label="réduit · 8 €")
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(
        page.get_by_role("button", name=re.compile("^Modifier : .* réduit · 8 €"))
    ).to_be_visible()
    page.get_by_role("button", name="Modifier le tarif réduit").click()
    dialog.get_by_role("button", name="Retirer le tarif").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Des dates suivent ce tarif")
    dialog.get_by_label("Nom du tarif").fill("plein")
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(dialog.get_by_role("alert")).to_contain_text("porte ce nom")
    dialog.get_by_label("Nom du tarif").fill("moins de 26 ans")
    dialog.get_by_label("Prix en euros").fill("6")
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("1 prix changé sur 1.")).to_be_visible()
    [stock] = stocks(api, offer_id)
    assert (stock["price_cents"], stock["price_label"]) == (600, "moins de 26 ans")
    page.get_by_role("button", name="Modifier le tarif plein").click()
    dialog.get_by_role("button", name="Retirer le tarif").click()
    expect(page.get_by_text("Le tarif est retiré.")).to_be_visible()
    own = answer(api.get(f"/v1/offers/{offer_id}/own", by=shop.member))
    assert [each["label"] for each in own["price_categories"]] == ["moins de 26 ans"]


@BY_KEYBOARD_TOO
def test_a_series_is_moved_priced_resized_and_deleted_together(
    window: Window, api: Api, shop: Shop
) -> None:
    offer_id = event(api, shop)
    category = {"label": "plein", "price_cents": 2_000}
    path = f"/v1/offers/{offer_id}/price-categories"
    answer(api.post(path, category, by=shop.member), 201)
    page = window.sign_in(shop.member.email, then=f"/pro/offres/{offer_id}")
    page.get_by_role("link", name="Plusieurs dates ensemble").click()
    add_series(page)
    assert window.axe() == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 900})
    added = [each for each in stocks(api, offer_id) if each["price_label"] == "plein"]
    assert len(added) == DAYS
    booked = api.book(api.beneficiary(), added[0]["id"])

    dialog = page.get_by_role("dialog")
    page.get_by_text("Filtrer les dates").click()
    page.get_by_label("Tarif").last.select_option(label="plein")
    page.get_by_label(f"Choisir les {DAYS} dates").check()
    page.get_by_role("button", name="Changer les places").click()
    dialog.get_by_label("Places en tout").fill("0")
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text(f"Places changées pour {DAYS - 1} dates sur {DAYS}.")).to_be_visible()
    expect(page.get_by_role("heading", name="C'est fait")).to_be_focused()
    expect(page.get_by_text("1 laissée :")).to_be_visible()
    expect(page.get_by_text("Plus de places y sont déjà réservées.")).to_be_visible()
    expect(page.locator(".notice details li")).to_contain_text("plein · 20 €")
    assert window.axe() == []

    page.locator(".lines input").nth(0).check()
    page.locator(".lines input").nth(1).check()
    expect(page.get_by_text("2 dates choisies")).to_be_visible()
    page.get_by_role("button", name="Déplacer").click()
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(dialog.get_by_text("Donnez des jours, une heure")).to_be_visible()
    dialog.get_by_label("De combien de jours").fill("-1")
    dialog.get_by_label("Nouvelle heure").fill("21:15")
    assert window.axe() == []
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("2 dates déplacées sur 2.")).to_be_visible()
    expect(page.locator(".lines li").nth(0)).to_contain_text("21:15")

    page.locator(".lines input").nth(0).check()
    page.get_by_role("button", name="Changer le prix").click()
    dialog.get_by_label("Tarif").select_option(label="Un autre prix")
    dialog.get_by_label("Prix en euros").fill("5")
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("1 prix changé sur 1.")).to_be_visible()

    page.get_by_label("Tarif").last.select_option(label="Tous")
    page.get_by_label(f"Choisir les {DAYS + 1} dates").check()
    page.get_by_role("button", name="Supprimer").click()
    dialog.get_by_role("button", name="Supprimer quand même").click()
    expect(page.get_by_text(f"{DAYS + 1} dates supprimées sur {DAYS + 1}.")).to_be_visible()
    expect(page.get_by_text("Aucune date à venir.")).to_be_visible()
    assert stocks(api, offer_id) == []
    gone = answer(api.get(f"/v1/desk/countermarks/{booked['countermark']}", by=shop.member))
    assert gone["status"] == "cancelled"


def test_a_change_that_runs_is_seen_and_followed_on_another_device(
    open_window: Callable[..., Window], api: Api, shop: Shop
) -> None:
    offer_id = event(api, shop)
    path = f"/v1/offers/{offer_id}/stocks/price"
    answer(api.post(path, {"price_cents": 700}, by=shop.member))
    window = open_window()
    states: list[Json] = []

    def run(route: Route) -> None:
        # On one machine so few dates are priced with the answer.
        response = route.fetch()
        states.append(response.json())
        route.fulfill(response=response, json={**states[0], "status": "running", "done": 0})

    show_result = intercept(window.page, "**/stock-batch", run)
    end = intercept(window.page, "**/stock-batches/*", run)
    page = window.sign_in(shop.member.email, then=f"/pro/offres/{offer_id}/dates")
    expect(page.get_by_role("heading", name="En cours")).to_be_visible()
    end()
    expect(page.get_by_text("1 prix changé sur 1.")).to_be_visible()
    show_result()
    page.reload()
    expect(page.get_by_text("1 prix changé sur 1.")).to_be_visible()
    page.get_by_role("button", name="C'est lu").click()
    expect(page.get_by_role("heading", name="C'est fait")).to_have_count(0)
    with page.expect_response("**/stock-batch"):
        page.reload()
    expect(page.get_by_role("heading", name="À venir")).to_be_visible()
    expect(page.get_by_role("heading", name="C'est fait")).to_have_count(0)


@BY_KEYBOARD_TOO
def test_a_change_that_stopped_is_said_and_resumed(
    open_window: Callable[..., Window], api: Api, shop: Shop
) -> None:
    offer_id = event(api, shop)
    window = open_window(locale="en-GB")
    page = window.open(f"/pro/offres/{offer_id}/dates")
    page.get_by_label("E-mail address").fill(shop.member.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Choose the date").check()
    page.get_by_role("button", name="Change the price").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Price in euros").fill("7")
    state = {"status": "stopped", "code": "offer_not_editable", "done": 0}

    def stop(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, json={**response.json(), **state})

    go_on = intercept(page, "**/stocks/price", stop)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
    expect(page.get_by_text("An offer that is rejected, closed or in review")).to_be_visible()
    go_on()
    page.reload()
    # The change is known after a reload, and how it went is asked again.
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    expect(page.get_by_text("1 price of 1 changed.")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("heading", name="Done")).to_have_count(0)
    page.route("**/stock-batches/*", stop)
    page.route("**/stocks/price", stop)
    page.get_by_label("Choose the date").check()
    page.get_by_role("button", name="Change the price").click()
    dialog.get_by_label("Price in euros").fill("9")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
    assert window.axe() == []
    page.get_by_role("button", name="Resume").press("Enter")
    expect(page.get_by_text("1 price of 1 changed.")).to_be_visible()
