"""Publishing: a concert and a book in under a minute, a series, a draft, and what is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, Shop, answer, jpeg, utc_now

POSTER: FilePayload = {
    "name": "affiche.jpg",
    "mimeType": "image/jpeg",
    "buffer": jpeg(900, 700),
}


@dataclass
class Hand:
    """A person's hand, timed by the keystroke-level model (Card, Moran and Newell, 1980).

    A key takes 0.28 s, as for an average typist; a click 1.1 s to point and 0.2 s to press; each
    field 1.35 s to think. What the page takes is not counted.
    """

    fields: int = 0
    clicks: int = 0
    seconds: float = 0

    def type(self, field: Locator, text: str) -> None:
        """Fill a field, reached by the tabulator."""
        self.fields += 1
        self.seconds += 1.35 + 0.28 * (len(text) + 1)
        field.fill(text)

    def choose(self, field: Locator) -> None:
        """Choose a picture: the field, the file, and a button of the system."""
        self.fields += 1
        self.clicks += 3
        self.seconds += 1.35 + 3 * 1.3
        field.set_input_files(files=[POSTER])

    def click(self, button: Locator) -> None:
        """Click a button."""
        self.clicks += 1
        self.seconds += 1.35 + 1.3
        button.click()


def publish(page: Page, hand: Hand) -> None:
    """Publish, and wait until it is done."""
    hand.click(page.get_by_role("button", name="Publier", exact=True))
    expect(page.get_by_role("heading", name="est publiée")).to_be_visible()


def test_a_concert_is_published_in_under_a_minute(window: Window, api: Api, shop: Shop) -> None:
    page = window.sign_in(shop.member.email, then="/pro/publier")
    day = (utc_now() + timedelta(days=20)).date()
    hand = Hand()
    hand.choose(page.get_by_label("Image"))
    expect(page.get_by_role("img", name="Image choisie")).to_be_visible()
    hand.type(page.get_by_label("Nom de l'offre"), "Trio Belladone")
    hand.type(page.get_by_label("Catégorie"), "concert")
    hand.type(page.get_by_label("Description"), "Trois voix et une contrebasse.")
    hand.type(page.get_by_label("Date et heure"), f"{day}T20:30")
    hand.type(page.get_by_label("Prix en euros"), "12,50")
    hand.type(page.get_by_label("Places"), "80")
    preview = page.get_by_role("region", name="Aperçu")
    expect(preview).to_contain_text("Trio Belladone")
    expect(preview).to_contain_text("12,50")
    publish(page, hand)
    assert hand.fields == 7
    assert hand.clicks == 4
    assert hand.seconds < 60
    page.get_by_role("link", name="Voir l'offre").click()
    expect(page.locator("main h1")).to_have_text("Trio Belladone")
    made = answer(api.get(f"/v1/offers/{page.url.rpartition('/')[2]}"))
    [stock] = made["stocks"]
    assert (stock["price_cents"], stock["quantity"]) == (1_250, 80)
    assert made["duo"]
    begins_at = datetime.fromisoformat(stock["begins_at"]).astimezone(ZoneInfo("Europe/Paris"))
    assert f"{begins_at:%Y-%m-%dT%H:%M}" == f"{day}T20:30"


def test_a_book_is_published_in_under_a_minute(window: Window, shop: Shop) -> None:
    page = window.sign_in(shop.member.email, then="/pro/publier")
    hand = Hand()
    hand.choose(page.get_by_label("Image"))
    hand.type(page.get_by_label("Nom de l'offre"), "Atlas des nuages")
    hand.type(page.get_by_label("Catégorie"), "livre")
    expect(page.get_by_text("Catégorie : Livre papier")).to_be_visible()
    hand.type(page.get_by_label("Description"), "Un livre à retirer sur place.")
    hand.type(page.get_by_label("Prix en euros"), "18")
    publish(page, hand)
    assert hand.seconds < 60
    assert hand.fields == 5


@BY_KEYBOARD_TOO
def test_a_series_with_two_prices(window: Window, api: Api, shop: Shop) -> None:
    page = window.sign_in(shop.member.email, then="/pro/publier")
    first = (utc_now() + timedelta(days=10)).date()
    page.get_by_label("Image").set_input_files(files=[POSTER])
    page.get_by_label("Nom de l'offre").fill("La Mouette")
    page.get_by_label("Catégorie").fill("spectacle, représentation")
    page.get_by_label("Description").fill("Tchekhov, en deux heures.")
    page.get_by_role("button", name="Plusieurs dates").click()
    page.get_by_label("Premier jour").fill(str(first))
    page.get_by_label("Dernier jour").fill(str(first + timedelta(days=2)))
    page.get_by_label("Heure").fill("20:00")
    page.get_by_role("button", name="Ajouter un tarif").click()
    for place, (euros, label) in enumerate((("20", "plein"), ("8", "réduit")), start=1):
        page.get_by_label(f"Prix {place} en euros").fill(euros)
        page.get_by_label(f"Nom du tarif {place}").fill(label)
    publish(page, Hand())
    page.get_by_role("link", name="Voir l'offre").click()
    expect(page.locator("main h1")).to_have_text("La Mouette")
    stocks = answer(api.get(f"/v1/offers/{page.url.rpartition('/')[2]}/stocks"))["items"]
    assert sorted(stock["price_cents"] for stock in stocks) == [800] * 3 + [2_000] * 3
    assert len({stock["begins_at"] for stock in stocks}) == 3


@BY_KEYBOARD_TOO
def test_a_draft_is_kept_and_what_is_missing_is_said(window: Window, shop: Shop) -> None:
    page = window.sign_in(shop.member.email, then="/pro/publier")
    page.get_by_label("Nom de l'offre").fill("Le carnet")
    page.get_by_label("Image").set_input_files(files=[POSTER])
    expect(page.get_by_role("img", name="Image choisie")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Nom de l'offre")).to_have_value("Le carnet")
    expect(page.get_by_role("img", name="Image choisie")).to_be_visible()
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_text("3 champs à corriger")).to_be_visible()
    expect(page.get_by_label("Catégorie")).to_be_focused()
    small: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(200, 200)}
    page.get_by_label("Image").set_input_files(files=[small])
    expect(page.get_by_text("trop petite")).to_be_visible()


@BY_KEYBOARD_TOO
def test_a_refused_attempt_goes_on_with_the_same_offer(window: Window, api: Api) -> None:
    shop = api.shop()
    page = window.sign_in(shop.member.email, then="/pro/publier")
    page.get_by_label("Image").set_input_files(files=[POSTER])
    page.get_by_label("Nom de l'offre").fill("Nuit blanche")
    page.get_by_label("Catégorie").fill("concert")
    page.get_by_label("Description").fill("Toute la nuit.")
    page.get_by_label("Prix en euros").fill("5")
    page.get_by_label("Date et heure").fill("2020-01-01T20:00")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="passée")).to_be_visible()
    day = (utc_now() + timedelta(days=9)).date()
    page.get_by_label("Date et heure").fill(f"{day}T20:00")
    publish(page, Hand())
    offers = answer(api.get(f"/v1/offerers/{shop.siren}/offers", by=shop.member, page_size=100))
    assert [offer["name"] for offer in offers["items"]].count("Nuit blanche") == 1


def test_publishing_is_accessible(open_window: Callable[..., Window], shop: Shop) -> None:
    window = open_window(viewport={"width": 320, "height": 640})
    page = window.sign_in(shop.member.email, then="/pro/publier")
    page.get_by_label("Catégorie").fill("concert")
    page.get_by_role("button", name="Plusieurs dates").click()
    page.get_by_role("button", name="Ajouter un tarif").click()
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_text("champs à corriger")).to_be_visible()
    assert window.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
