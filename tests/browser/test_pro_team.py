"""The team: invitations, API keys whose secret is shown once, and the webhook."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.receiver import receiving
from tests.support.server import Api, answer


@BY_KEYBOARD_TOO
def test_a_team_is_made(window: Window, api: Api) -> None:
    shop = api.shop()
    page = window.sign_in(shop.member.email, then="/pro/equipe")
    page.get_by_label("Inviter par e-mail").fill("nobody")
    page.get_by_role("button", name="Inviter").click()
    expect(page.get_by_text("Écrivez une adresse")).to_be_visible()
    page.get_by_label("Inviter par e-mail").fill("lise@example.test")
    page.get_by_role("button", name="Inviter").click()
    expect(page.get_by_text("Invitation envoyée à lise@example.test.")).to_be_visible()
    page.get_by_role("button", name="Annuler l'invitation : lise@example.test").click()
    expect(page.get_by_text("L'invitation est annulée.")).to_be_visible()
    page.get_by_role("button", name="Créer une clé").click()
    secret = page.locator(".secret").inner_text()
    path = f"/v1/offerers/{shop.siren}/api-keys"
    [key] = answer(api.get(path, by=shop.member))["items"]
    assert secret.startswith(key["prefix"])
    assert key["scopes"] == ["desk"]
    page.reload()
    expect(page.get_by_text(f"{key['prefix']}…")).to_be_visible()
    expect(page.locator(".secret")).to_have_count(0)
    page.get_by_role("button", name=f"Révoquer la clé {key['prefix']}").click()
    page.get_by_role("button", name="Révoquer pour de bon").click()
    expect(page.get_by_text("La clé est révoquée.")).to_be_visible()
    assert answer(api.get(path, by=shop.member))["items"] == []


def sent(api: Api, page: Page) -> None:
    """Send the messages that are due, and look at the list again."""
    api.run_job("send-webhooks")
    page.get_by_role("button", name="Actualiser").click()


@BY_KEYBOARD_TOO
def test_a_webhook_is_named_its_messages_sent_again_and_its_secret_rotated(
    window: Window, api: Api
) -> None:
    shop = api.shop()
    page = window.sign_in(shop.member.email, then="/pro/equipe")
    page.get_by_label("Adresse", exact=True).fill("http://10.0.0.1/hook")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("https")
    with receiving() as receiver:
        page.get_by_label("Adresse", exact=True).fill(receiver.url)
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_text("Actif")).to_be_visible()
        receiver.secret = former = page.locator(".secret").inner_text()
        expect(page.get_by_text("Aucun message depuis 30 jours.")).to_be_visible()
        receiver.status = 410
        stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
        api.book(api.beneficiary(), stock_id)
        sent(api, page)
        line = page.locator("li").filter(has_text="booking.confirmed")
        line.locator("summary").click()
        expect(line).to_contain_text("réponse 410")
        expect(line.locator("pre")).to_contain_text("booking.confirmed")
        assert window.axe() == []
        receiver.status = 204
        line.get_by_role("button", name="Renvoyer").press("Enter")
        expect(page.get_by_text("Le message repart dans la minute.")).to_be_visible()
        expect(line).to_contain_text("En attente")
        sent(api, page)
        expect(line.locator(".state")).to_have_text("Reçu")
        page.reload()
        expect(line.locator(".state")).to_have_text("Reçu")
        expect(page.locator(".secret:visible")).to_have_count(0)
        page.get_by_role("button", name="Changer le secret").click()
        page.get_by_role("button", name="Créer un nouveau secret").press("Enter")
        expect(page.get_by_text("L'ancien secret signe aussi jusqu'à")).to_be_visible()
        rotated = page.locator(".secret:visible").inner_text()
        assert rotated != former
        for secret in (former, rotated):
            receiver.secret = secret
            line.get_by_role("button", name="Renvoyer").click()
            expect(line.locator(".state")).to_have_text("En attente")
            sent(api, page)
            expect(line.locator(".state")).to_have_text("Reçu")
        assert receiver.forged == 0
        assert len({headers["webhook-id"] for headers in receiver.headers}) == 1
        page.reload()
        expect(page.get_by_text("L'ancien secret signe aussi jusqu'à")).to_be_visible()
        expect(page.locator(".secret:visible")).to_have_count(0)
        assert window.axe() == []
        page.get_by_role("button", name="Retirer", exact=True).last.click()
        page.get_by_role("dialog").get_by_role("button", name="Retirer").click()
        expect(page.get_by_text("Le webhook est retiré.")).to_be_visible()


def test_the_team_is_accessible(open_window: Callable[..., Window]) -> None:
    window = open_window(viewport={"width": 320, "height": 640})
    page = window.sign_in("pro@demo.test", then="/pro/equipe")
    expect(page.get_by_role("heading", name="Webhook")).to_be_visible()
    page.wait_for_load_state("networkidle")
    found = window.axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert found == []
