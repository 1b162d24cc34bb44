"""Public statistics: a territory is chosen, its figures are read as tables, and saved."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from functions.accounts.places.data import departments
from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO


@BY_KEYBOARD_TOO
def test_anybody_reads_the_figures_of_a_department(open_window: Callable[..., Window]) -> None:
    window = open_window(viewport={"width": 320, "height": 640}, accept_downloads=True)
    page = window.open("/")
    page.locator('.foot a[href="/statistiques"]').click()
    page.wait_for_url("**/statistiques")
    expect(page.get_by_role("region", name="Mois par mois").get_by_role("row")).to_have_count(13)

    # The map says in its table what it shows in shapes.
    page.get_by_text("La carte en tableau").click()
    listed = page.get_by_role("region", name="La carte en tableau").get_by_role("row")
    expect(listed).to_have_count(1 + len(departments()))
    legend = page.locator(".legend li")
    assert legend.count() >= 2
    shown = page.locator(".legend li .soft").all_text_contents()
    assert sum(int(re.sub(r"\D", "", text)) for text in shown) == len(departments())
    strasbourg = page.locator(".map path", has_text="Bas-Rhin").locator("title").text_content()
    page.get_by_role("radio", name="Montant").check()
    expect(page.get_by_role("img", name="Carte des départements : Montant")).to_be_visible()
    amount = page.locator(".map path", has_text="Bas-Rhin").locator("title").text_content()
    assert amount != strasbourg
    page.get_by_role("link", name="67 Bas-Rhin").click()

    page.wait_for_url("**/statistiques?territoire=DEP-67")
    expect(page.get_by_role("heading", name="Bas-Rhin")).to_be_visible()
    kinds = page.get_by_role("region", name="Par genre")
    expect(kinds.get_by_role("rowheader", name="Livres et lecture")).to_be_visible()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert window.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("radio", name="où sont les lieux").check()
    page.wait_for_url("**/statistiques?territoire=DEP-67&vu=lieux")
    expect(page.get_by_text("Pass en cours")).to_have_count(0)
    with page.expect_download() as report:
        page.get_by_role("button", name="Rapport (PDF)").click()
    assert report.value.path().read_bytes().startswith(b"%PDF")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Mois (CSV)").click()
    assert saved.value.path().read_text("utf-8-sig").count("Bas-Rhin") == 12
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Statistics", exact=True)).to_be_visible()


def test_a_department_of_nobody_shows_no_small_number(window: Window) -> None:
    page = window.open("/statistiques?territoire=DEP-48")
    expect(page.get_by_role("heading", name="Lozère")).to_be_visible()
    numbers = page.locator(".figures td.number").all_text_contents()
    assert numbers
    assert not {"1", "2", "3", "4"} & set(numbers)


def test_a_department_is_chosen_on_the_map(window: Window) -> None:
    loaded: list[str] = []
    window.page.on("request", lambda request: loaded.append(request.url))
    page = window.open("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not any("/statistics/" in url for url in loaded)

    page = window.open("/statistiques")
    page.locator(".map path", has_text="La Réunion").click()

    page.wait_for_url("**/statistiques?territoire=DEP-974")
    expect(page.get_by_role("heading", name="La Réunion")).to_be_visible()
    expect(page.locator(".map path.here")).to_have_count(1)
    page.get_by_label("Territoire").select_option("REG-44")
    expect(page.locator(".map path.here")).to_have_count(10)
