"""A device that keeps nothing: a private window that forbids it, or one that is full."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support import chromium
from tests.support.browser import Window
from tests.support.server import PASSWORD, Api, Person, Shop, answer

FORBIDDEN = """
  const refuse = () => { throw new DOMException("The operation is insecure.", "SecurityError"); };
  for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
    Object.defineProperty(window, name, { get: refuse });
"""
"""Every store throws, as in a window whose person forbids cookies."""

UNWRITABLE = """
  const full = () => { throw new DOMException("The quota is exceeded.", "QuotaExceededError"); };
  Storage.prototype.setItem = full;
  IDBObjectStore.prototype.put = full;
  IDBObjectStore.prototype.add = full;
"""
"""Everything can be read, and nothing written."""

KEEP = """async () => {
  try {
    await (await caches.open("app")).put("/something", new Response("something"));
    return "kept";
  } catch (fault) {
    return fault.name;
  }
}"""


def forget_warnings(window: Window) -> None:
    """Let Firebase's SDK warn that it could not note when it was last used."""
    window.complaints = [each for each in window.complaints if "(app/idb-set)" not in each]


def book_and_leave(window: Window, api: Api, shop: Shop, ana: Person) -> Page:
    """Sign in, book, see the ticket, and sign out."""
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    page = window.sign_in(ana.email, then=f"/offres/{stock_id.partition('~')[0]}")
    page.get_by_role("button", name="Réserver").click()
    page.get_by_role("dialog").get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    [booking] = answer(api.get("/v1/bookings", by=ana))["items"]
    expect(page.locator(".code")).to_have_text(booking["countermark"])
    page.get_by_role("link", name="Réservations").first.click()
    expect(page.locator(".booking")).to_have_count(1)
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_text("Connecte-toi pour voir tes réservations")).to_be_visible()
    return page


@pytest.mark.parametrize("script", [FORBIDDEN, UNWRITABLE], ids=["forbidden", "full"])
def test_the_app_works_where_nothing_can_be_kept(
    open_window: Callable[..., Window], api: Api, shop: Shop, script: str
) -> None:
    window = open_window()
    window.context.add_init_script(script)
    ana, ben = api.beneficiary(), api.beneficiary()
    page = book_and_leave(window, api, shop, ana)
    # Nothing of Ana is shown to who comes next.
    page.get_by_role("main").get_by_role("link", name="Se connecter").click()
    chromium.sign_in(page, ben.email, PASSWORD)
    expect(page.get_by_text("Rien à venir")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.locator("main h1")).to_have_text("My bookings")
    page.get_by_role("link", name="Discover").click()
    page.get_by_label("Where?").fill("Strasbourg")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".card").first).to_contain_text("Strasbourg")
    forget_warnings(window)


def test_a_service_worker_on_a_full_device_lets_answers_through(
    open_window: Callable[..., Window], api: Api, shop: Shop
) -> None:
    window = open_window(service_workers="allow")
    page = window.open("/")
    page.evaluate("() => navigator.serviceWorker.ready")
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    session = window.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": window.url, "quotaSize": 1})
    assert page.evaluate(KEEP) == "QuotaExceededError"
    page.reload()
    expect(page.locator(".card").first).to_be_visible()
    book_and_leave(window, api, shop, api.beneficiary())
    forget_warnings(window)
