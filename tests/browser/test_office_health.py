"""The back office's page about the health of the platform."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, answer

RUN = {
    "started_at": "2026-01-01T10:00:00Z",
    "ended_at": "2026-01-01T10:05:00Z",
    "completed_at": "2026-01-01T09:05:00Z",
    "pages": 3,
    "pages_done": 3,
    "counts": {"expired": 250},
    "failed": 0,
    "fault": None,
    "findings": {},
    "pending": {},
}
BROKEN = {
    "name": "audit-ledger",
    "silent_hours": 3,
    "state": "failed",
    "is_late": True,
    "is_ill": True,
    "run": {**RUN, "fault": "ValidationError", "findings": {"places_differ": 2}},
}
WELL = {**BROKEN, "name": "expire-grants", "state": "done", "is_late": False, "is_ill": False}

ILL = {
    "outbox": {"waiting": 3, "oldest_at": "2020-01-01T10:00:00Z"},
    "dead_letters": {
        "count": 21,
        "items": [{"id": "booking:1:2", "topic": "booking-redeemed", "fault": "ValueError"}],
    },
    "jobs": [BROKEN, {**WELL, "run": RUN}],
    "findings": [
        {"wallet_id": "ana", "faults": ["balance_differs"], "found_at": "2026-01-01T10:00:00Z"}
    ],
}


@BY_KEYBOARD_TOO
def test_an_administrator_sees_that_all_is_well(window: Window, api: Api) -> None:
    health = answer(api.get("/v1/back-office/health", by=api.admin()))
    assert health["findings"] == []
    page = window.sign_in("admin@demo.test", then="/admin")
    page.get_by_role("link", name="Santé").click()
    expect(page.locator("main h1")).to_have_text("Santé")
    expect(page.get_by_text("Chaque portefeuille est égal")).to_be_visible()
    expect(page.locator(".office-sign.good").filter(has_text="Tout va bien")).to_have_count(3)


@BY_KEYBOARD_TOO
def test_the_last_run_of_each_job_is_shown(window: Window, api: Api) -> None:
    assert api.run_job("audit-ledger")["faulty"] == 0
    page = window.sign_in("admin@demo.test", then="/admin/sante")
    jobs = page.locator(".office-part").filter(has_text="Tâches planifiées")
    # On one machine nothing runs this one unless somebody does.
    expect(jobs.get_by_text("Jamais lancées :")).to_contain_text("forget-reports")
    expect(jobs.get_by_text("audit-ledger")).to_be_hidden()
    jobs.get_by_text("bien").click()
    expect(jobs.get_by_text("audit-ledger · terminée")).to_be_visible()


def test_health_is_neither_offered_to_other_roles_nor_open_to_them(window: Window) -> None:
    page = window.sign_in("support@demo.test", then="/admin")
    expect(page.locator(".office-queues")).to_be_visible()
    expect(page.locator(".skeletons")).to_have_count(0)
    expect(page.get_by_role("link", name="Santé")).to_have_count(0)
    window.open("/admin/sante")
    expect(page.get_by_text("Il faut : administration.")).to_be_visible()


def test_what_failed_is_said_and_accessible(open_window: Callable[..., Window]) -> None:
    found = []
    window = open_window(viewport={"width": 320, "height": 640})
    page = window.sign_in("admin@demo.test", then="/admin/sante")
    expect(page.locator(".office-sign")).to_have_count(4)
    found += window.axe()
    page.route("**/v1/back-office/health", lambda route: route.fulfill(json=ILL))
    page.get_by_role("button", name="Actualiser").click()
    expect(page.get_by_text("3 événements attendent")).to_be_visible()
    expect(page.get_by_text("booking-redeemed")).to_be_visible()
    expect(page.get_by_role("link", name="ana")).to_be_visible()
    expect(page.locator(".office-sign.wrong")).to_have_count(4)
    jobs = page.locator(".office-part").filter(has_text="Tâches planifiées")
    expect(jobs.get_by_text("audit-ledger · en échec · en retard")).to_be_visible()
    expect(jobs.get_by_text("2 places_differ")).to_be_visible()
    jobs.get_by_text("1 tâche va bien").click()
    expect(jobs.get_by_text("3 pages sur 3").last).to_be_visible()
    found += window.axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert found == []
