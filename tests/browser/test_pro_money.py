"""Money of an offerer: captured amounts, a bank account from its IBAN to its venues."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, Shop, answer, utc_now

STATEMENT = {
    "id": "2026-000123",
    "kind": "reimbursement",
    "batch_id": "VIR7",
    "account_id": "one",
    "account_label": "Compte courant",
    "account_shown": "FR** **** 0189",
    "period_from": None,
    "cutoff_at": "2026-11-15T23:00:00Z",
    "issued_at": "2026-11-16T08:00:00Z",
    "lines": 12,
    "carried_cents": 0,
    "amount_cents": 123_450,
    "paid_at": "2026-11-18T08:00:00Z",
    "paid_in": "VIR7",
    "is_held": False,
}
IBAN = "FR76 3000 6000 0112 3456 7890 189"


@BY_KEYBOARD_TOO
def test_captured_amounts_and_a_bank_account(window: Window, api: Api) -> None:
    shop = api.shop()
    stock_id = api.offer(shop, stock={"price_cents": 1_250, "quantity": 5})
    code = api.book(api.beneficiary(), stock_id)["countermark"]
    answer(api.post(f"/v1/desk/countermarks/{code}/redeem", by=shop.member))
    page = window.sign_in(shop.member.email, then="/pro/argent")
    expect(page.locator(".big").first).to_have_text("12,50 €")
    expect(page.get_by_role("row").nth(1)).to_contain_text("12,50")
    page.get_by_role("button", name="Ajouter un compte").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Nom du compte").fill("Compte courant")
    dialog.get_by_label("Titulaire").fill("Librairie du Quai")
    dialog.get_by_label("IBAN").fill(IBAN.replace("189", "188"))
    dialog.get_by_role("button", name="Envoyer").click()
    expect(dialog.get_by_text("Cet IBAN n'est pas juste")).to_be_visible()
    expect(dialog.get_by_label("IBAN")).to_be_focused()
    dialog.get_by_label("IBAN").fill(IBAN)
    dialog.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Le compte attend sa vérification.")).to_be_visible()
    path = f"/v1/offerers/{shop.siren}/bank-accounts"
    [account] = answer(api.get(path, by=shop.member))["items"]
    answer(api.post(f"/v1/bank-accounts/{account['id']}/accept", by=api.admin()))
    page.reload()
    page.get_by_role("button", name="Gérer : Compte courant").click()
    page.get_by_role("checkbox", name="Librairie du Quai").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("1 lieu", exact=True)).to_be_visible()
    [account] = answer(api.get(path, by=shop.member))["items"]
    assert account["venue_ids"] == [shop.venue_id]
    expect(page.get_by_text("Aucun justificatif encore")).to_be_visible()


@BY_KEYBOARD_TOO
def test_expected_revenue_is_of_open_bookings_by_the_month_of_their_event(
    window: Window, api: Api
) -> None:
    shop, begins_at = api.shop(), utc_now() + timedelta(days=40)
    concert = {"category": "concert", "name": "Concert à venir"}
    dated = {"price_cents": 1_000, "quantity": 5, "begins_at": begins_at.isoformat()}
    ticket = api.offer(shop, stock=dated, **concert)
    book = api.offer(shop, stock={"price_cents": 750, "quantity": 5})
    api.book(api.beneficiary(), ticket)
    booked = api.book(api.beneficiary(), book)
    page = window.sign_in(shop.member.email, then="/pro/argent")
    part = page.locator(".pro-section").filter(has=page.get_by_role("heading", name="Prévisionnel"))
    expect(part.locator(".big")).to_have_text("17,50 €")
    expect(part.get_by_role("row").nth(1)).to_contain_text("10 €")
    expect(part.get_by_role("row").filter(has_text="7,50")).to_contain_text("Sans date")
    answer(api.post(f"/v1/desk/countermarks/{booked['countermark']}/redeem", by=shop.member))
    page.reload()
    expect(part.locator(".big")).to_have_text("10 €")
    assert window.axe() == []


@BY_KEYBOARD_TOO
def test_statements_are_listed_and_downloaded(window: Window, shop: Shop) -> None:
    page = window.page
    page.route(
        re.compile(r"/statements\?"),
        lambda route: route.fulfill(json={"items": [STATEMENT], "next_page_token": None}),
    )
    page.route(
        "**/statements/2026-000123/pdf",
        lambda route: route.fulfill(body=b"%PDF-1.7", content_type="application/pdf"),
    )
    window.sign_in(shop.member.email, then="/pro/argent")
    line = page.locator("li").filter(has_text="2026-000123")
    expect(line).to_contain_text("1 234,50 €")
    expect(line).to_contain_text("Viré le 18 novembre 2026")
    with page.expect_download() as download:
        line.get_by_role("button", name="PDF 2026-000123").click()
    assert download.value.suggested_filename == "justificatif-2026-000123.pdf"
    assert download.value.path().read_bytes() == b"%PDF-1.7"
    assert window.axe() == []


def test_money_is_accessible(open_window: Callable[..., Window]) -> None:
    window = open_window(viewport={"width": 320, "height": 640})
    page = window.sign_in("pro@demo.test", then="/pro/argent")
    expect(page.locator(".big").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    found = window.axe()
    page.get_by_role("button", name="Ajouter un compte").click()
    page.get_by_role("dialog").get_by_role("button", name="Envoyer").click()
    found += window.axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert found == []
