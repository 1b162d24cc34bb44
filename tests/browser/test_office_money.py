"""The back office's money: gestures, custom rules and administrators."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, Shop, answer


@BY_KEYBOARD_TOO
def test_a_gesture_is_proposed_on_a_venue_s_page_and_approved_by_somebody_else(
    open_window: Callable[..., Window], api: Api, shop: Shop
) -> None:
    window = open_window()
    page = window.sign_in("admin@demo.test", then=f"/admin/fiche/venues/{shop.venue_id}")
    page.get_by_role("button", name="Proposer un geste commercial").click()
    page.get_by_label("Montant en euros").fill("beaucoup")
    page.get_by_label("Motif").fill("Panne du guichet.")
    page.get_by_role("button", name="Proposer un geste commercial").click()
    expect(page.get_by_text("Donnez un montant, comme 25,50.")).to_be_visible()
    page.get_by_label("Montant en euros").fill("25,50")
    found = window.axe()
    page.get_by_role("button", name="Proposer un geste commercial").click()
    expect(page.get_by_role("status").filter(has_text="fait")).to_be_visible()
    listed = answer(api.get("/v1/commercial-gestures", by=api.admin(), state="proposed"))["items"]
    (made,) = [one for one in listed if one["venue_id"] == shop.venue_id]
    assert (made["amount_cents"], made["reason"]) == (2_550, "Panne du guichet.")
    window.open(f"/admin/file/gestes?id={made['id']}")
    page.get_by_role("button", name="Approuver").click()
    page.get_by_role("button", name="Approuver").click()
    expect(page.get_by_role("alert")).to_be_visible()
    finance = open_window()
    page = finance.sign_in("finance@demo.test", then=f"/admin/file/gestes?id={made['id']}")
    expect(page.locator("#item")).to_contain_text("Panne du guichet.")
    page.get_by_role("button", name="Approuver").click()
    page.get_by_role("button", name="Approuver").click()
    expect(page.get_by_role("status").filter(has_text="Approuver")).to_be_visible()
    found += finance.axe()
    listed = api.get("/v1/commercial-gestures", by=api.admin(), state="approved")
    assert made["id"] in [one["id"] for one in answer(listed)["items"]]
    assert found == []


@BY_KEYBOARD_TOO
def test_finance_sets_a_rate_and_ends_it(window: Window, api: Api) -> None:
    siren = api.shop().siren
    page = window.sign_in("finance@demo.test", then="/admin/baremes")
    page.get_by_role("button", name="Ajouter un barème").click()
    expect(page.get_by_text("À remplir.").first).to_be_visible()
    expect(page.get_by_label("Identifiant ou SIREN")).to_be_focused()
    page.get_by_label("Pour", exact=True).select_option("siren")
    page.get_by_label("Identifiant ou SIREN").fill(siren)
    page.get_by_label("Taux en %").fill("92,5")
    page.get_by_label("Premier jour", exact=True).fill("2098-01-01")
    page.get_by_role("button", name="Ajouter un barème").click()
    line = page.get_by_role("main").get_by_role("listitem").filter(has_text=siren)
    expect(line).to_contain_text("92,5 %")
    expect(line).to_contain_text("depuis le 1er janvier 2098")
    found = window.axe()
    # The same terms from another day would overlap.
    page.get_by_label("Identifiant ou SIREN").fill(siren)
    page.get_by_label("Taux en %").fill("80")
    page.get_by_label("Premier jour", exact=True).fill("2098-06-01")
    page.get_by_role("button", name="Ajouter un barème").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Identifiant ou SIREN")).to_have_value(siren)
    line.get_by_role("button", name="Fixer la fin").click()
    expect(line.get_by_text("À remplir.")).to_be_visible()
    line.get_by_label("Premier jour sans lui").fill("2099-01-01")
    line.get_by_role("button", name="Fixer la fin").click()
    expect(line).to_contain_text("du 1er janvier 2098 au 1er janvier 2099")
    expect(line.get_by_role("button", name="Fixer la fin")).to_have_count(0)
    found += window.axe()
    assert found == []


@BY_KEYBOARD_TOO
def test_an_administrator_names_another_one_and_takes_the_role_away(
    open_window: Callable[..., Window], api: Api, shop: Shop
) -> None:
    window = open_window(viewport={"width": 320, "height": 640})
    page = window.sign_in("admin@demo.test", then="/admin/administrateurs")
    page.get_by_label("Adresse e-mail, ou identifiant").fill("personne@example.test")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text("Personne n'a cette adresse")).to_be_visible()
    page.get_by_label("Adresse e-mail, ou identifiant").fill(shop.member.email)
    page.get_by_role("button", name="Chercher").click()
    page.get_by_label("modération").check()
    found = window.axe()
    page.get_by_role("button", name="Rôles dans le back office").last.click()
    expect(page.get_by_role("alert")).to_contain_text("n'a pas encore confirmé son adresse")
    page.get_by_role("button", name="Retour").click()
    page.get_by_label("Adresse e-mail, ou identifiant").fill("pro@demo.test")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_label("modération").check()
    page.get_by_role("button", name="Rôles dans le back office").last.click()
    expect(page.get_by_text("C'est enregistré.")).to_be_visible()

    def roles() -> list[str]:
        items = answer(api.get("/v1/administrators", by=api.admin()))["items"]
        return [role for one in items if one["email"] == "pro@demo.test" for role in one["roles"]]

    assert roles() == ["review"]
    line = page.get_by_role("main").get_by_role("listitem").filter(has_text="pro@demo.test")
    line.get_by_role("button", name="Rôles dans le back office").click()
    expect(line.get_by_label("modération")).to_be_checked()
    line.get_by_label("modération").uncheck()
    line.get_by_role("button", name="Rôles dans le back office").click()
    expect(line).to_have_count(0)
    assert roles() == []
    # The last administrator stays one.
    own = page.get_by_role("main").get_by_role("listitem").filter(has_text="admin@demo.test")
    own.get_by_role("button", name="Rôles dans le back office").click()
    own.get_by_label("administration").uncheck()
    own.get_by_role("button", name="Rôles dans le back office").click()
    expect(own.get_by_role("alert")).to_be_visible()
    found += window.axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert found == []
