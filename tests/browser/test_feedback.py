"""Feedback in the app: a report of an offer, an opinion and a message, and a survey."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO, Hands
from tests.support.server import PASSWORD, Api, Shop, answer


@BY_KEYBOARD_TOO
def test_a_report_is_decided_in_the_back_office(
    open_window: Callable[..., Window], api: Api, shop: Shop
) -> None:
    ana, offer = api.beneficiary(), api.offer(shop, stock={"price_cents": 900}).partition("~")[0]
    window = open_window()
    page = window.sign_in(ana.email, then=f"/offres/{offer}")
    page.get_by_role("button", name="Signaler cette offre").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Envoyer").click()
    expect(dialog.get_by_text("Il faut choisir une réponse.")).to_be_visible()
    dialog.get_by_label("Autre chose").check()
    dialog.get_by_label("Explication").fill("Ce n'est pas un livre.")
    assert window.axe() == []
    dialog.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Signalement reçu.")).to_be_visible()
    office = open_window(viewport={"width": 1280, "height": 900})
    page = office.sign_in("review@demo.test", then=f"/admin/file/signalements?id={offer}")
    expect(page.get_by_text("Ce n'est pas un livre.")).to_be_visible()
    assert office.axe() == []
    page.get_by_role("button", name="Refuser l'offre").click()
    page.get_by_label("Motif").fill("Ce n'est pas une offre culturelle.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Refuser l'offre")).to_be_visible()
    assert answer(api.get(f"/v1/offers/{offer}"))["status"] == "rejected"


@BY_KEYBOARD_TOO
def test_an_opinion_after_use_and_a_message_that_is_answered(
    open_window: Callable[..., Window], api: Api, shop: Shop
) -> None:
    ana = api.beneficiary()
    booking = api.book(ana, api.offer(shop, stock={"price_cents": 900}))
    code = booking["countermark"]
    answer(api.post(f"/v1/desk/countermarks/{code}/redeem", by=shop.member))
    window = open_window()
    page = window.sign_in(ana.email, then=f"/reservations/{booking['id']}")
    like = page.get_by_role("button", name="J'ai aimé")
    like.click()
    expect(like).to_have_attribute("aria-pressed", "true")
    assert window.axe() == []
    mine = answer(api.get(f"/v1/bookings/{booking['id']}/reaction", by=ana))
    assert mine == {"reaction": "like"}
    like.click()
    expect(like).to_have_attribute("aria-pressed", "false")
    page.locator('nav a[href="/compte"]').click()
    page.get_by_role("link", name="Donner mon avis").click()
    page.get_by_label("Une idée").check()
    page.get_by_label("Message").fill("Plus de théâtre à Sélestat.")
    assert window.axe() == []
    # A survey that is open has a button of the same name.
    message = page.locator("form").filter(has=page.get_by_label("Message"))
    message.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Message envoyé.")).to_be_visible()
    office = open_window(viewport={"width": 1280, "height": 900})
    page = office.sign_in("support@demo.test", then="/admin/file/messages")
    page.locator(".office-line").get_by_text(ana.email).click()
    expect(page.locator("article").get_by_text("Plus de théâtre à Sélestat.")).to_be_visible()
    page.get_by_role("button", name="Répondre").click()
    assert office.axe() == []
    page.get_by_label("Réponse").fill("Merci, nous en parlons à la salle.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Répondre")).to_be_visible()


@BY_KEYBOARD_TOO
def test_an_administrator_asks_and_reads_what_people_answered(
    open_window: Callable[..., Window], api: Api, hands: Hands
) -> None:
    title, title_en = f"Ton été ({hands})", f"Your summer ({hands})"
    office = open_window(viewport={"width": 1280, "height": 900})
    page = office.sign_in("admin@demo.test", then="/admin/questionnaires")
    page.get_by_role("button", name="Nouveau questionnaire").click()
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Ouvre le").fill((api.today() - timedelta(days=1)).isoformat())
    page.get_by_label("Ferme le").fill((api.today() + timedelta(days=9)).isoformat())
    page.get_by_label("Question 1", exact=True).fill("Où vas-tu ?")
    page.get_by_role("group", name="Réponse à la question 1").get_by_label("Un choix").check()
    page.get_by_label("Choix de la question 1", exact=True).fill("Au cinéma\nAu concert")
    page.get_by_label("Question 2", exact=True).fill("Le pass t'aide-t-il ?")
    page.get_by_label("Question 3", exact=True).fill("Et sinon ?")
    page.get_by_role("group", name="Réponse à la question 3").get_by_label("Un texte").check()
    page.get_by_label("Aussi en anglais").check()
    page.get_by_label("Titre en anglais").fill(title_en)
    for number, text in enumerate(("Where do you go?", "Does the pass help?", "What else?"), 1):
        page.get_by_label(f"Question {number} en anglais", exact=True).fill(text)
    page.get_by_label("Choix de la question 1 en anglais").fill("To the cinema\nTo a concert")
    assert office.axe() == []
    page.get_by_role("button", name="Créer le questionnaire").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    ana = api.beneficiary()
    window = open_window()
    page = window.sign_in(ana.email, then="/avis")
    survey = page.locator("section").filter(has_text=title)
    survey.get_by_label("Au concert").check()
    survey.get_by_label("5 : tout à fait").check()
    assert window.axe() == []
    survey.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Réponse enregistrée.")).to_be_visible()
    english = open_window(locale="en-GB")
    page = english.open("/connexion?suite=/avis")
    page.get_by_label("E-mail address").fill(api.beneficiary().email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main form").get_by_role("button", name="Sign in").click()
    survey = page.locator("section").filter(has_text=title_en)
    expect(survey.get_by_label("To a concert")).to_be_visible()
    expect(survey.get_by_text("Does the pass help?")).to_be_visible()
    surveys = answer(api.get("/v1/surveys", by=api.admin()))["items"]
    asked = next(survey for survey in surveys if survey["title"] == title)
    for _ in range(4):
        body = {"answers": [{"question": "q1", "value": 0}, {"question": "q2", "value": 3}]}
        person = api.beneficiary()
        answer(api.post(f"/v1/surveys/{asked['id']}/answers", body, by=person), 201)
    page = office.open("/admin/questionnaires")
    part = page.locator("section").filter(has_text=title)
    expect(part.get_by_role("row", name="Au cinéma")).to_contain_text("80 %")
    expect(part.get_by_text("Moyenne : 3,4 sur 5")).to_be_visible()
    assert office.axe() == []
