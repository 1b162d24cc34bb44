"""The portal by keyboard alone: keys are all that these stories press, and the focus is seen."""

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.support.browser import Window
from tests.support.server import PASSWORD, Api, Shop, answer, jpeg

POSTER: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(900, 700)}
MOST_TABS = 80

_SEEN = """() => {
  let each = document.activeElement;
  const isSeen = (it) => {
    const style = getComputedStyle(it);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  if (each.nextElementSibling && isSeen(each.nextElementSibling)) return true;
  for (let up = 0; each && up < 3; up += 1, each = each.parentElement)
    if (isSeen(each)) return true;
  return false;
}"""
"""Whether the focus is drawn: on the element, what it stands for, or what holds it."""


def reach(page: Page, target: Locator) -> None:
    """Press Tab until something has the focus; every stop on the way shows that it has it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        is_outside = page.evaluate("document.activeElement === document.body")
        assert is_outside or page.evaluate(_SEEN), page.evaluate("document.activeElement.outerHTML")
        if target.count() and target.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {target}")


def enter(window: Window, shop: Shop) -> Page:
    """Return the portal's home, signed in with keys."""
    page = window.open("/pro")
    reach(page, page.get_by_label("Adresse e-mail"))
    page.keyboard.type(shop.member.email)
    reach(page, page.get_by_label("Mot de passe", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".scope-name")).to_be_visible()
    return page


def follow(page: Page, name: str, title: str) -> None:
    """Follow a link, and land on the heading of its screen."""
    reach(page, page.get_by_role("link", name=name, exact=True).first)
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text(title)


def test_a_book_is_published_by_keyboard(window: Window, api: Api, shop: Shop) -> None:
    page = enter(window, shop)
    follow(page, "Publier une offre", "Publier une offre")
    reach(page, page.get_by_label("Image"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(files=[POSTER])
    expect(page.get_by_role("img", name="Image choisie")).to_be_visible()
    for label, text in (
        ("Nom de l'offre", "Le livre des touches"),
        ("Catégorie", "livre papier"),
        ("Description", "Un livre à retirer sur place."),
        ("Prix en euros", "12"),
    ):
        reach(page, page.get_by_label(label))
        page.keyboard.type(text)
    reach(page, page.get_by_role("button", name="Publier", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="est publiée")).to_be_visible()
    follow(page, "Modifier l'offre", "Le livre des touches")
    reach(page, page.get_by_role("button", name="Modifier :"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    reach(page, dialog.get_by_label("Prix en euros"))
    page.keyboard.press("Control+A")
    page.keyboard.type("10")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Modifier : 10 €")).to_be_focused()
    own = answer(api.get(f"/v1/offers/{page.url.rpartition('/')[2]}/own", by=shop.member))
    assert [stock["price_cents"] for stock in own["stocks"]] == [1_000]


def test_tickets_are_redeemed_and_undone_by_keyboard(window: Window, api: Api, shop: Shop) -> None:
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    codes = [api.book(api.beneficiary(), stock_id)["countermark"] for _ in range(2)]
    page = enter(window, shop)
    follow(page, "Guichet", "Guichet")
    field = page.get_by_label("Code du billet")
    expect(field).to_be_focused()
    for code in codes:
        page.keyboard.type(code)
        validate = page.get_by_role("button", name="Valider")
        validate.wait_for()
        reach(page, validate)
        page.keyboard.press("Enter")
        expect(page.locator(".desk-card.good")).to_be_visible()
        expect(field).to_be_focused()
        expect(field).to_have_value("")
    reach(page, page.get_by_role("button", name="Annuler la validation", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_text("le billet peut resservir")).to_be_visible()
    expect(field).to_be_focused()
    for code, status in zip(codes, ("used", "confirmed"), strict=True):
        found = answer(api.get(f"/v1/desk/countermarks/{code}", by=shop.member))
        assert found["status"] == status


def test_bookings_are_filtered_and_downloaded_by_keyboard(
    window: Window, api: Api, shop: Shop
) -> None:
    stock_id = api.offer(shop, stock={"price_cents": 700, "quantity": 5}, name="Carnet de bord")
    code = api.book(api.beneficiary(), stock_id)["countermark"]
    answer(api.post(f"/v1/desk/countermarks/{code}/redeem", by=shop.member))
    api.book(api.beneficiary(), stock_id)
    page = enter(window, shop)
    follow(page, "Réservations", "Réservations")
    lines = page.locator(".lines li").filter(has_text="Carnet de bord")
    expect(lines).to_have_count(2)
    reach(page, page.locator(".filters summary"))
    page.keyboard.press("Enter")
    states = page.get_by_role("group", name="État")
    reach(page, states.get_by_role("radio", name="Tous"))
    page.keyboard.press("ArrowRight")
    expect(states.get_by_role("radio", name="À venir")).to_be_focused()
    expect(lines).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(states.get_by_role("radio", name="Validée")).to_be_checked()
    expect(lines).to_contain_text("Validée")
    reach(page, page.get_by_role("button", name="Télécharger en CSV"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert "Carnet de bord" in download.value.path().read_text("utf-8-sig")
