"""The desk of the web app, measured: from a code or a ticket to what it stands for."""

import statistics
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta

import httpx
from playwright.sync_api import Browser, Page

from tests.support.camera import seeing
from tests.support.chromium import sign_in
from tests.support.server import PASSWORD, Api, Json, Shop, utc_now

_PATIENCE_MS = 60_000

_VALIDATE = ".desk-card .button.main:not([aria-disabled])"

_CLEAR = """() => {
  const field = document.getElementById("code");
  field.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""

_TYPE = """([code, validate]) => new Promise((done) => {
  const field = document.getElementById("code");
  const begun = performance.now();
  const look = () => {
    if (document.querySelector(validate)) done(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  field.value = code;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  look();
})"""

_SCAN = """(validate) => new Promise((done) => {
  let begun = 0;
  const look = () => {
    const video = document.querySelector(".camera video");
    if (!begun && video?.currentTime > 0) begun = performance.now();
    if (document.querySelector(validate)) done(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  document.querySelector(".camera .button").click();
  look();
})"""


def desk_times(browser: Browser, url: str, rounds: int) -> tuple[float, float]:
    """Return medians: ms from a complete code, and seconds from a ticket in view, to "Validate"."""
    with closing(httpx.Client(base_url=url, timeout=60)) as client:
        api = Api(client)
        shop = api.shop()
        tickets = _tickets(api, shop, max(5, rounds))
    codes = [ticket["countermark"] for ticket in tickets]
    typed = statistics.median(_typed(browser, url, shop, codes))
    with seeing(tickets[0]["qr_payload"], browser) as camera:
        scanned = statistics.median(_scanned(camera, url, shop, rounds))
    return typed, scanned / 1000


def _tickets(api: Api, shop: Shop, count: int) -> list[Json]:
    tomorrow = {"begins_at": (utc_now() + timedelta(days=1)).isoformat()}
    stock = {"price_cents": 800, "quantity": count, **tomorrow}
    stock_id = api.offer(shop, stock=stock, category="concert")
    return [api.book(api.beneficiary(), stock_id) for _ in range(count)]


def _typed(browser: Browser, url: str, shop: Shop, codes: Sequence[str]) -> list[float]:
    page = _desk(browser, url, shop)
    found: list[float] = []
    for code in codes:
        page.evaluate(_CLEAR)
        found.append(page.evaluate(_TYPE, [code, _VALIDATE]))
    page.context.close()
    return found


def _scanned(camera: Browser, url: str, shop: Shop, rounds: int) -> list[float]:
    """Return the ms of each scan; the first loads the decoder too."""
    page = _desk(camera, url, shop)
    found: list[float] = []
    for _ in range(rounds):
        page.evaluate(_CLEAR)
        found.append(page.evaluate(_SCAN, _VALIDATE))
        page.locator(".camera .button").click()
        page.locator(".camera video").wait_for(state="detached")
    page.context.close()
    return found


def _desk(browser: Browser, url: str, shop: Shop) -> Page:
    context = browser.new_context(base_url=url, locale="fr-FR", permissions=["camera"])
    context.set_default_timeout(_PATIENCE_MS)
    page = context.new_page()
    page.goto("/connexion?suite=/pro/guichet")
    sign_in(page, shop.member.email, PASSWORD)
    page.locator("#code").wait_for()
    return page
