"""The picture of an offer: cropped by keyboard, shown, kept with the draft, and sent as shown."""

import io
from typing import cast

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, Shop, answer, eventually

RED, BLUE = (220, 30, 30), (30, 30, 220)


def halves(width: int = 1_200, height: int = 600) -> FilePayload:
    """Return a picture that is red on the left and blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    file = io.BytesIO()
    image.save(file, "PNG")
    return {"name": "affiche.png", "mimeType": "image/png", "buffer": file.getvalue()}


def crop_to_the_left(page: Page) -> None:
    """Open the crop, move it to the left end, zoom in, and keep it, with the keyboard."""
    page.get_by_role("button", name="Cadrer l'image").press("Enter")
    picture = page.get_by_role("application", name="Image à cadrer")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(picture).to_be_focused()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("+")
    page.keyboard.press("-")
    expect(
        page.get_by_text("0 % depuis la gauche, 50 % depuis le haut, zoom 100 %")
    ).to_be_attached()
    for _ in range(9):
        page.keyboard.press("+")
    # A crop is at least 400 pixels wide, so that it does not become coarse.
    expect(page.get_by_text("zoom 200 %")).to_be_attached()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")


def colours(api: Api, offer_id: str) -> tuple[tuple[int, int], list[bool]]:
    """Return the size of an offer's picture, and whether each side is red."""
    image = answer(api.get(f"/v1/offers/{offer_id}"))["image"]
    sent = Image.open(io.BytesIO(api.client.get(image["urls"]["750"]).content)).convert("RGB")
    width, height = sent.size
    sides = [cast("tuple[int, int, int]", sent.getpixel((x, height // 2))) for x in (9, width - 9)]
    return sent.size, [red > blue for red, _, blue in sides]


def test_a_picture_is_cropped_before_it_is_published(window: Window, api: Api, shop: Shop) -> None:
    page = window.sign_in(shop.member.email, then="/pro/publier")
    page.get_by_label("Image").set_input_files(files=[halves()])
    expect(page.get_by_role("img", name="Image choisie")).to_be_visible()
    shown = page.get_by_role("img", name="Image choisie")
    before = shown.get_attribute("src") or ""
    crop_to_the_left(page)
    assert window.axe() == []
    page.get_by_role("button", name="Garder ce cadrage").press("Enter")
    expect(shown).not_to_have_attribute("src", before)
    expect(page.get_by_role("button", name="Cadrer l'image")).to_be_focused()
    page.reload()
    expect(page.get_by_role("img", name="Image choisie")).to_be_visible()
    page.get_by_label("Nom de l'offre").fill("Rouge")
    page.get_by_label("Catégorie").fill("livre")
    page.get_by_label("Description").fill("Un livre rouge.")
    page.get_by_label("Prix en euros").fill("18")
    page.get_by_role("button", name="Publier", exact=True).click()
    page.get_by_role("link", name="Voir l'offre").click()
    expect(page.locator("main h1")).to_have_text("Rouge")
    (width, height), are_red = colours(api, page.url.rpartition("/")[2])
    assert abs(width / height - 4 / 3) < 0.02
    assert are_red == [True, True]


@BY_KEYBOARD_TOO
def test_the_picture_of_an_offer_is_changed_and_cropped_with_buttons(
    window: Window, api: Api, shop: Shop
) -> None:
    offer_id = api.offer(shop, stock={"price_cents": 500}).partition("~")[0]
    page = window.sign_in(shop.member.email, then=f"/pro/offres/{offer_id}")
    expect(page.get_by_role("img", name="Image de l'offre")).to_be_visible()
    page.get_by_label("Image", exact=True).set_input_files(files=[halves()])
    page.get_by_role("button", name="Cadrer l'image").click()
    for _ in range(4):
        page.get_by_role("button", name="Agrandir").click()
    for _ in range(20):
        page.get_by_role("button", name="Vers la droite").click()
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert window.axe() == []
    page.get_by_role("button", name="Garder ce cadrage").click()
    expect(page.get_by_role("img", name="Image choisie")).to_be_visible()
    expect(page.get_by_role("button", name="Cadrer l'image")).to_be_focused()
    page.get_by_role("button", name="Envoyer l'image").click()
    expect(page.get_by_text("L'image est changée.")).to_be_visible()
    assert eventually(lambda: colours(api, offer_id)[1], lambda red: red == [False, False]) == [
        False,
        False,
    ]
