"""`python -m bench web`: the web app's budgets, measured in a headless Chromium.

A server with the demo data is started, unless --url names a running one. Slow means Lighthouse's
slow 4G (round trips of 150 ms, 1.6 Mbit/s) and a processor slowed down four times.
"""

import argparse
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

from bench.tables import conclude, table
from bench.web_app import served_app
from bench.web_desk import desk_times
from bench.web_lighthouse import LIGHTHOUSE, scores
from tests.support.chromium import MISSING, find_chromium, launched, violations

PUBLIC = ("/", "/recherche", "/offres/demo-livre-programme-opera", "/connexion", "/accessibilite")
OTHERS = ("/inscription", "/mot-de-passe", "/plan-du-site", "/offres/none", "/reservations")

_PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "fr-FR", "device_scale_factor": 2}
_CODE = ("Script", "Stylesheet", "Font")
_SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
}
_SLOWDOWN = 4

_SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) sum += each.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""

_WATCH_TAPS = """() => {
  window.taps = [];
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (each.name === "click") taps.push(each.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: false });
}"""


@dataclass(frozen=True)
class Budget:
    """A measured figure and its bar: the most it may be, or the least."""

    name: str
    found: float
    bar: float
    unit: str
    is_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the bar is met."""
        return self.found >= self.bar if self.is_least else self.found <= self.bar

    @property
    def row(self) -> tuple[str, float, str, str]:
        """Its line in the table."""
        sign = ">=" if self.is_least else "<="
        verdict = "ok" if self.is_met else "MISSED"
        return self.name, self.found, f"{sign} {self.bar:g} {self.unit}".rstrip(), verdict


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if every bar was met; 2 where there is no Chromium."""
    parser = argparse.ArgumentParser("python -m bench web")
    parser.add_argument("--url", help="the address of a running server with the demo data")
    parser.add_argument("--rounds", type=int, default=3, help="repeats of what takes time")
    options = parser.parse_args(arguments)
    program = find_chromium()
    if program is None:
        print(f"{MISSING}.")
        return 2
    with served_app(options.url) as url:
        with launched(program) as browser:
            budgets = list(_budgets(browser, url, options.rounds))
        budgets += [
            Budget(f"Lighthouse, {category}, worst public screen", score, 95, "", is_least=True)
            for category, score in scores(url, PUBLIC, program).items()
        ]
    print(
        table(
            "budgets of the web app",
            ("what", "found", "bar", ""),
            [budget.row for budget in budgets],
        )
    )
    if not LIGHTHOUSE.exists():
        print("Lighthouse was not run: `make lighthouse` installs it (Node.js).")
    missed = [f"{each.name}: {each.found:.3g}" for each in budgets if not each.is_met]
    return conclude(missed, met="Every budget is met.")


def _budgets(browser: Browser, url: str, rounds: int) -> Iterator[Budget]:
    code, whole, shift = _first_view(browser, url)
    yield Budget("first view: scripts, styles and fonts, compressed", code, 80, "kB")
    yield Budget("first view with pictures, 360 px wide", whole, 250, "kB")
    yield Budget("layout shift of the first view", shift, 0.05, "")
    shown = statistics.median(_seconds_to_list(browser, url) for _ in range(rounds))
    yield Budget("list of offers visible, slow 4G and 4x slower CPU", shown, 2, "s")
    tap = statistics.median(_slowest_tap(browser, url) for _ in range(rounds))
    yield Budget("slowest tap that changes the screen, 4x slower CPU", tap, 100, "ms")
    typed, scanned = desk_times(browser, url, rounds)
    yield Budget("desk: complete code to Validate enabled", typed, 300, "ms")
    yield Budget("camera: ticket in view to looked up", scanned, 1, "s")
    yield Budget("axe violations, both themes", _violations(browser, url), 0, "")


@contextmanager
def _page(browser: Browser, url: str, **facts: Any) -> Iterator[Page]:
    # Without a service worker, whose copies of every file are no part of a first view.
    context = browser.new_context(base_url=url, service_workers="block", **{**_PHONE, **facts})
    context.set_default_timeout(60_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def _first_view(browser: Browser, url: str) -> tuple[float, float, float]:
    """Return the kB of code, the kB of everything, and the layout shift of the first view."""
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    with _page(browser, url) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
        session.on(
            "Network.loadingFinished",
            lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}),
        )
        page.goto("/")
        page.locator(".card").first.wait_for()
        page.wait_for_load_state("networkidle")
        shift: float = page.evaluate(_SHIFTS)
    code = sum(size for request, size in sizes.items() if kinds.get(request) in _CODE)
    return code / 1000, sum(sizes.values()) / 1000, shift


def _seconds_to_list(browser: Browser, url: str) -> float:
    with _page(browser, url) as page:
        _slow_down(page, is_network_slow=True)
        page.goto("/", wait_until="commit")
        page.locator(".card").first.wait_for()
        found: float = page.evaluate("performance.now()")
    return found / 1000


def _slowest_tap(browser: Browser, url: str) -> float:
    """Return the ms from a tap on a menu to the next paint, the slowest of its entries."""
    with _page(browser, url, has_touch=True) as page:
        page.goto("/")
        page.locator(".card").first.wait_for()
        links = page.locator("header nav a")
        for number in range(links.count()):
            # What a screen loads once is no part of a tap that only changes the screen.
            links.nth(number).tap()
            page.wait_for_load_state("networkidle")
        _slow_down(page, is_network_slow=False)
        page.evaluate(_WATCH_TAPS)
        for number in range(links.count()):
            links.nth(number).tap()
            page.wait_for_timeout(500)
        taps: list[float] = page.evaluate("window.taps")
    # Events faster than 16 ms are not reported.
    return max(taps, default=16)


def _slow_down(page: Page, *, is_network_slow: bool) -> None:
    session = page.context.new_cdp_session(page)
    if is_network_slow:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", _SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWDOWN})


def _violations(browser: Browser, url: str) -> int:
    found = 0
    with _page(browser, url) as page:
        for path in (*PUBLIC, *OTHERS):
            page.goto(path)
            page.locator("main h1").first.wait_for(state="attached")
            page.wait_for_load_state("networkidle")
            found += len(violations(page))
    return found
