"""Suggestions while typing: words and venues that lead to something."""

from typing import Any

import pytest

from functions.kernel.database import metered
from functions.kernel.platform import Platform
from local.renewal import renew_once
from tests.support import given
from tests.support.answers import content


def suggested(platform: Platform, q: str) -> dict[str, Any]:
    return content(given.call(platform, "GET", f"/v1/suggestions?q={q}"))


def texts(platform: Platform, q: str) -> list[str]:
    return [str(text) for text in suggested(platform, q)["texts"]]


def venues(platform: Platform, q: str) -> list[str]:
    return [str(venue["name"]) for venue in suggested(platform, q)["venues"]]


def test_words_are_completed_as_they_are_written(either: Platform) -> None:
    house = given.house(either)
    given.offer(either, house, given.ticket(), name="Théâtre d'ombres")
    given.offer(either, house, given.ticket(), name="Nuit du théâtre et de la thèse")
    given.offer(either, house, given.ticket(), name="Thé dansant", published=False)
    assert texts(either, "the") == ["théâtre", "thèse"]
    assert texts(either, "THÉÂTR") == ["théâtre"]
    assert texts(either, "nuit th") == ["nuit théâtre", "nuit thèse"]
    assert texts(either, "ombres th") == ["ombres théâtre"]
    assert texts(either, "stras") == ["strasbourg"]
    assert texts(either, "conc") == ["concert"]
    for nothing in ("thz", "théâtre", "%21", "le"):
        assert texts(either, nothing) == []


def test_venues_are_found_by_the_words_of_their_name(either: Platform) -> None:
    house = given.house(either)
    empty = given.venue(either, name="La Laiterie vide")
    other = given.venue(either, name="L'Étage de la Laiterie", city="Colmar")
    given.offer(either, house, given.ticket())
    given.offer(either, other, given.ticket())
    given.offer(either, empty, given.ticket(), published=False)
    assert venues(either, "lait") == ["L'Étage de la Laiterie", "La Laiterie"]
    assert venues(either, "laiterie eta") == ["L'Étage de la Laiterie"]
    (found,) = suggested(either, "etage")["venues"]
    assert found == {"id": other.id, "name": "L'Étage de la Laiterie", "city": "Colmar"}
    assert given.found(either, venue_id=other.id) != []


def test_venue_without_an_offer_is_no_longer_suggested(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    assert venues(platform, "laiterie") == ["La Laiterie"]
    given.call(platform, "POST", f"/v1/offers/{offer.id}/unpublish", uid=given.MEMBER)
    assert (venues(platform, "laiterie"), texts(platform, "nui")) == ([], [])


def test_reads_do_not_grow_with_offers_and_venues(platform: Platform) -> None:
    given.offerer(platform)

    def reads(most: int) -> int:
        for number in range(most):
            at = given.venue(platform, name=f"La Laiterie {number}")
            given.offer(platform, at, given.thing(), category="paper_book", name="Lait cru")
        with metered() as meter:
            assert len(venues(platform, "lai")) == min(4, most)
        assert meter.round_trips == 2
        return meter.documents_read

    assert reads(60) == reads(20) <= 50 + 8 + 16


@pytest.mark.parametrize("q", ["", "x" * 201])
def test_text_that_is_none_is_refused(platform: Platform, q: str) -> None:
    answer = given.call(platform, "GET", f"/v1/suggestions?q={q}")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed")


def test_names_of_venues_are_added_for_earlier_offers_once(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    given.remove(platform, "venue_names", offer.place.venue_id)
    assert venues(platform, "laiterie") == []
    renew_once(platform.database)
    assert venues(platform, "laiterie") == ["La Laiterie"]
