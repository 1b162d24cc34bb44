"""The details of an offer, who may edit them, and what keeps it published."""

import pytest

from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import content, refused
from tests.support.given import OTHER_SIREN, SIREN
from tests.support.offerers import TICKET, pro

pytestmark = pytest.mark.usefixtures("books_balance")


# What may be published


EVERYTHING = {
    "name": "Le Horla",
    "description": "Un conte.",
    "category": "show",
    "duration_minutes": 90,
    "is_national": True,
    "withdrawal_type": "on_site",
    "withdrawal_delay_minutes": 60,
    "withdrawal_details": "À l'accueil, une heure avant.",
    "booking_email": "accueil@laiterie.test",
    "external_ticket_url": "https://billets.laiterie.test/horla",
    "accessibility": {"audio": True, "mental": False, "motor": True, "visual": False},
    "author": "Guy de Maupassant",
    "performer": "La Compagnie",
    "stage_director": "C. Muller",
}


def test_every_detail_is_kept_shown_and_changed_one_by_one(platform: Platform) -> None:
    house = given.house(platform)
    made = content(pro(platform, "POST", "/v1/offers", {**EVERYTHING, "venue_id": house.id}), 201)
    assert EVERYTHING.items() <= made.items()
    public = content(given.call(platform, "GET", f"/v1/offers/{made['id']}"))
    assert {n: v for n, v in EVERYTHING.items() if n != "booking_email"}.items() <= public.items()
    assert "booking_email" not in public
    assert content(pro(platform, "GET", f"/v1/offers/{made['id']}/own")) == made
    body = {"author": None, "duration_minutes": 100}
    after = content(pro(platform, "PATCH", f"/v1/offers/{made['id']}", body))
    assert {**EVERYTHING, **body}.items() <= after.items()
    # What has a delay cannot lose what it is the delay of.
    path = f"/v1/offers/{made['id']}"
    refusal = (400, "withdrawal_delay_not_allowed")
    assert refused(pro(platform, "PATCH", path, {"withdrawal_type": "in_app"})) == refusal
    both = {"withdrawal_type": "in_app", "withdrawal_delay_minutes": None}
    assert both.items() <= content(pro(platform, "PATCH", path, both)).items()


@pytest.mark.behaviour(83)
@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("name", "x" * 90, "x" * 91),
        ("description", "x" * 1000, "x" * 1001),
        ("duration_minutes", 1, 0),
        ("duration_minutes", 10_080, 10_081),
        ("is_national", False, None),
        ("withdrawal_type", "by_email", "by_pigeon"),
        ("withdrawal_type", "on_site", "no_ticket"),
        ("withdrawal_type", "on_site", None),
        ("withdrawal_delay_minutes", 0, -1),
        ("withdrawal_delay_minutes", 10_080, 10_081),
        ("withdrawal_details", "x" * 500, "x" * 501),
        ("booking_email", "a@b.test", "a b@c.test"),
        ("booking_email", f"a@{'b' * 189}", f"a@{'b' * 190}"),
        ("external_ticket_url", f"https://b.test/{'x' * 1500}", f"https://b.test/{'x' * 1501}"),
        ("external_ticket_url", "http://b.test", "b.test"),
        ("author", "x" * 200, "x" * 201),
        ("performer", "x" * 200, "x" * 201),
        ("stage_director", "x" * 200, "x\ny"),
        ("accessibility", EVERYTHING["accessibility"], {"audio": True}),
        ("accessibility", None, {**EVERYTHING["accessibility"], "smell": True}),  # type: ignore[dict-item]
        ("category", "concert", "opera"),
        ("category", "concert", "physical_game"),
        ("url", None, "https://show.test"),
        ("name", "Série 978207036822", "Série 9782070368228"),
        ("stage_director", None, 7),
        ("speaker", None, "Quelqu'un"),
        ("visa", None, "123456"),
        ("ean", None, "9782070368228"),
    ],
)
def test_every_detail_has_a_limit(
    platform: Platform, field: str, good: object, bad: object
) -> None:
    house = given.house(platform)
    body = {name: value for name, value in EVERYTHING.items() if name != "stage_director"}
    body["venue_id"] = house.id
    given_well = body if good is None else {**body, field: good}
    assert pro(platform, "POST", "/v1/offers", given_well).status_code == 201
    answer = pro(platform, "POST", "/v1/offers", {**body, field: bad})
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("field", ["description", "url", "publish_at", "ean", "booking_email"])
def test_null_has_no_meaning_in_a_new_offer(platform: Platform, field: str) -> None:
    house = given.house(platform)
    answer = pro(platform, "POST", "/v1/offers", {**EVERYTHING, "venue_id": house.id, field: None})
    assert refused(answer) == (400, "malformed")
    assert [error["field"] for error in (answer.get_json() or {})["errors"]] == [field]


@pytest.mark.behaviour(85)
def test_someone_of_another_house_may_do_nothing_with_an_offer(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    given.house(platform, OTHER_SIREN, member="rival")
    stock = f"/v1/stocks/{offer.stocks[0].id}"
    for method, path, body in (
        ("POST", "/v1/offers", {"venue_id": offer.place.venue_id, "name": "x", "category": "show"}),
        ("PATCH", f"/v1/offers/{offer.id}", {"name": "Autre"}),
        ("POST", f"/v1/offers/{offer.id}/publish", None),
        ("POST", f"/v1/offers/{offer.id}/unpublish", None),
        ("POST", f"/v1/offers/{offer.id}/stocks", TICKET),
        ("PATCH", stock, {"price_cents": 1}),
        ("DELETE", stock, None),
        ("GET", f"/v1/offerers/{SIREN}/offers", None),
        ("GET", f"/v1/offers/{offer.id}/own", None),
    ):
        answer = given.call(platform, method, path, body, uid="rival")
        assert refused(answer) == (403, "not_a_member"), path
    assert given.the_offer(platform, offer.id) == offer


@pytest.mark.parametrize("lost", ["description", "url"])
def test_what_is_out_keeps_what_it_needs_to_be_out(platform: Platform, lost: str) -> None:
    offer = given.offer(
        platform,
        given.house(platform),
        given.thing(),
        category="ebook",
        url="https://books.test",
    )
    answer = pro(platform, "PATCH", f"/v1/offers/{offer.id}", {lost: None})
    code = {"description": "description_missing", "url": "location_missing"}[lost]
    assert refused(answer) == (409, code)
    pro(platform, "POST", f"/v1/offers/{offer.id}/unpublish")
    assert pro(platform, "PATCH", f"/v1/offers/{offer.id}", {lost: None}).status_code == 200
