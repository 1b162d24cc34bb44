"""Activation codes from a file: read in the browser, what is wrong by line, sent in parts."""

from playwright.sync_api import FilePayload, Route, expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, Shop, answer

EBOOK = {"category": "ebook", "url": "https://books.test/lecture", "name": "Un mois de lecture"}


def file(*lines: str, name: str = "codes.csv", encoding: str = "utf-8-sig") -> FilePayload:
    """Return a file as a spreadsheet writes it."""
    content = "\r\n".join(lines).encode(encoding)
    return {"name": name, "mimeType": "text/csv", "buffer": content}


@BY_KEYBOARD_TOO
def test_codes_are_loaded_in_parts_and_bad_lines_are_named(
    window: Window, api: Api, shop: Shop
) -> None:
    stock_id = api.offer(shop, stock={"price_cents": 500}, **EBOOK)
    path = f"/v1/stocks/{stock_id}/activation-codes"
    answer(api.post(path, {"codes": ["AB-0007", "AB-0008"]}, by=shop.member))
    page = window.sign_in(shop.member.email, then=f"/pro/offres/{stock_id.partition('~')[0]}")
    expect(page.get_by_text("2 chargés, 0 donnés, 2 restants")).to_be_visible()
    field = page.get_by_label("Fichier de codes")
    field.set_input_files(files=[file("code;prix")])
    expect(page.get_by_text("aucun code")).to_be_visible()
    good = [f"AB-{number:04};5" for number in range(450)]
    lines = ["Code;prix", *good, '"AB-0003";5', "x" * 201, "a\u200bb", "", '"é;"" t";2']
    field.set_input_files(files=[file(*lines)])
    expect(page.get_by_text("451 codes à charger")).to_be_visible()
    for words in (
        "3 lignes laissées de côté",
        "Ligne 452 : comme la ligne 5.",
        "Ligne 453 : plus de 200 caractères.",
        "Ligne 454 : caractères invisibles.",
    ):
        expect(page.get_by_text(words)).to_be_visible()
    assert window.axe() == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    parts: list[int] = []

    def count(route: Route) -> None:
        if route.request.method == "GET":
            route.continue_()
            return
        parts.append(len((route.request.post_data_json or {})["codes"]))
        if len(parts) == 2:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/activation-codes", count)
    page.get_by_role("button", name="Charger les codes").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("ne répond pas")
    expect(page.get_by_text("200 sur 451 envoyés")).to_be_visible()
    page.get_by_role("button", name="Reprendre").press("Enter")
    expect(page.get_by_text("449 codes chargés. 2 étaient déjà chargés.")).to_be_visible()
    expect(page.get_by_text("451 chargés, 0 donnés, 451 restants")).to_be_visible()
    assert parts == [200, 200, 200, 51]
    assert answer(api.get(path, by=shop.member))["left"] == 451
    code = api.book(api.beneficiary(), stock_id)["activation_code"]
    assert code in {line.partition(";")[0] for line in good} | {'é;" t'}


def test_a_file_of_an_older_spreadsheet_is_read(window: Window, api: Api, shop: Shop) -> None:
    stock_id = api.offer(shop, stock={"price_cents": 500}, **EBOOK)
    page = window.sign_in(shop.member.email, then=f"/pro/offres/{stock_id.partition('~')[0]}")
    field = page.get_by_label("Fichier de codes")
    field.set_input_files(files=[file("ÉTÉ-1", "ÉTÉ-2", name="codes.txt", encoding="cp1252")])
    page.get_by_label("Valables jusqu'au").fill("2020-01-01")
    page.get_by_role("button", name="Charger les codes").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Valables jusqu'au").fill("")
    page.get_by_role("button", name="Charger les codes").click()
    expect(page.get_by_text("2 codes chargés.")).to_be_visible()
