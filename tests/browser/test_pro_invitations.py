"""Invitations in the portal: shown to their verified address, accepted, and declined."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.mailed import link_mailed_to
from tests.support.server import Api, Person, Server, Shop, answer


def invited(api: Api, *shops: Shop) -> Person:
    """Return a person whose address is not verified yet, and which the shops have invited."""
    person = api.sign_up("lise")
    for shop in shops:
        path = f"/v1/offerers/{shop.siren}/members"
        answer(api.post(path, {"email": person.email}, by=shop.member), 201)
    return person


def verify(api: Api, server: Server, person: Person) -> None:
    """Follow the link that was mailed to a person."""
    [code] = parse_qs(urlsplit(link_mailed_to(server, person.email)).query)["oobCode"]
    path = "/identitytoolkit.googleapis.com/v1/accounts:update?key=any"
    assert api.client.post(path, json={"oobCode": code}).is_success


@BY_KEYBOARD_TOO
def test_lise_confirms_her_address_accepts_one_invitation_and_declines_another(
    window: Window, api: Api, server: Server, shop: Shop
) -> None:
    other = api.shop()
    lise = invited(api, shop, other)
    page = window.sign_in(lise.email, then="/pro")
    expect(page.get_by_text("invitations qu'elle a reçues")).to_be_visible()
    assert window.axe() == []
    page.get_by_role("button", name="C'est fait").click()
    expect(page.get_by_text("n'est pas encore confirmée")).to_be_visible()
    page.get_by_role("button", name="Recevoir le lien").click()
    expect(page.get_by_text("Le lien est parti")).to_be_visible()
    verify(api, server, lise)
    page.get_by_role("button", name="C'est fait").click()
    cards = page.get_by_role("region", name="vous invite")
    expect(cards).to_have_count(2)
    assert window.axe() == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    cards.filter(has_text=other.siren).get_by_role("button", name="Décliner").press("Enter")
    expect(page.get_by_text("L'invitation de Librairie du Quai est déclinée.")).to_be_visible()
    expect(cards).to_have_count(1)
    cards.get_by_role("button", name="Accepter").press("Enter")
    expect(page.get_by_text("Vous êtes membre de Librairie du Quai.")).to_be_visible()
    expect(page.locator(".scope-name")).to_have_text("Librairie du Quai")
    expect(page.get_by_role("heading", name="À faire")).to_be_visible()
    for siren, count in ((shop.siren, 1), (other.siren, 0)):
        member = shop.member if siren == shop.siren else other.member
        found = answer(api.get(f"/v1/offerers/{siren}/members", by=member))
        assert sum(one["email"] == lise.email for one in found["items"]) == count
        assert found["invitations"] == []


@BY_KEYBOARD_TOO
@pytest.mark.parametrize("path", ["/pro", "/pro/equipe", "/pro/rejoindre"])
def test_a_member_of_one_organisation_sees_an_invitation_of_another(
    open_window: Callable[..., Window], api: Api, server: Server, path: str
) -> None:
    shop, own = api.shop(), api.shop()
    members = f"/v1/offerers/{shop.siren}/members"
    answer(api.post(members, {"email": own.member.email}, by=shop.member), 201)
    window = open_window(locale="en-GB")
    page = window.open("/pro")
    page.get_by_label("E-mail address").fill(own.member.email)
    page.get_by_label("Password").fill("culture-pass")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".scope-name")).to_be_visible()
    page.goto("/pro/rejoindre")
    page.get_by_role("button", name="Get the link").click()
    expect(page.get_by_text("on its way")).to_be_visible()
    verify(api, server, own.member)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("Confirm your address")).to_have_count(0)
    page.goto(path)
    card = page.get_by_role("region", name=re.compile("invites you"))
    card.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("You are a member of Librairie du Quai.")).to_be_visible()
    expect(card).to_have_count(0)
    me = answer(api.get("/v1/me", by=own.member))
    assert {one["siren"] for one in me["offerers"]} == {shop.siren, own.siren}
