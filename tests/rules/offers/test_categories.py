"""The categories of offers are the 67 of the field, each with its flags."""

from collections import Counter

import pytest

from functions.offers.categories.models import Category
from functions.offers.categories.rules import (
    category,
    every_category,
    proposed_categories,
    proposed_groups,
)

EVENTS = """
    SEANCE_CINE EVENEMENT_CINE FESTIVAL_CINE CINE_PLEIN_AIR CONFERENCE RENCONTRE SALON CONCOURS
    RENCONTRE_JEU EVENEMENT_JEU FESTIVAL_LIVRE VISITE VISITE_GUIDEE EVENEMENT_PATRIMOINE CONCERT
    EVENEMENT_MUSIQUE FESTIVAL_MUSIQUE ATELIER_PRATIQUE_ART SPECTACLE_REPRESENTATION
    FESTIVAL_SPECTACLE
"""
PHYSICAL = """
    SUPPORT_PHYSIQUE_FILM ABO_MEDIATHEQUE LIVRE_AUDIO_PHYSIQUE ABO_BIBLIOTHEQUE
    SUPPORT_PHYSIQUE_MUSIQUE ACHAT_INSTRUMENT LOCATION_INSTRUMENT BON_ACHAT_INSTRUMENT PARTITION
    MATERIEL_ART_CREATIF
"""
UNCAPPED = """
    CARTE_CINE_MULTISEANCES CARTE_CINE_ILLIMITE ABO_CONCERT ABO_PRATIQUE_ART ABO_SPECTACLE
"""
DIGITAL = """
    VOD ABO_PLATEFORME_VIDEO AUTRE_SUPPORT_NUMERIQUE JEU_EN_LIGNE ABO_JEU_VIDEO
    TELECHARGEMENT_LIVRE_AUDIO VISITE_VIRTUELLE TELECHARGEMENT_MUSIQUE ABO_PLATEFORME_MUSIQUE
    PODCAST ABO_PRESSE_EN_LIGNE APP_CULTURELLE SPECTACLE_ENREGISTRE CAPTATION_MUSIQUE
"""
TECHNICAL = """
    DECOUVERTE_METIERS ABO_LUDOTHEQUE ACTIVATION_EVENT ACTIVATION_THING JEU_SUPPORT_PHYSIQUE
    OEUVRE_ART
"""

FLAGS = [
    # ids, event, place, spending domain, for two, days of the term, reimbursement
    (EVENTS, True, "offline", "live", True, None, "standard"),
    ("SEANCE_ESSAI_PRATIQUE_ART", True, "offline", "live", True, 30, "standard"),
    ("RENCONTRE_EN_LIGNE", True, "online", "digital", False, None, "none"),
    ("LIVESTREAM_MUSIQUE LIVESTREAM_EVENEMENT", True, "online", "digital", False, None, "standard"),
    (PHYSICAL, False, "offline", "physical", False, 30, "standard"),
    ("LIVRE_PAPIER", False, "offline", "physical", False, 10, "book"),
    (UNCAPPED, False, "offline", "live", False, 30, "standard"),
    ("CARTE_MUSEE ABO_MUSEE", False, "offline", "live", True, 30, "standard"),
    ("ESCAPE_GAME", False, "offline", "live", True, None, "standard"),
    ("CINE_VENTE_DISTANCE MUSEE_VENTE_DISTANCE", False, "online", "live", False, None, "standard"),
    (DIGITAL, False, "online", "digital", False, None, "none"),
    ("LIVRE_NUMERIQUE ABO_LIVRE_NUMERIQUE", False, "online", "digital", False, None, "book"),
]
BY_SOURCE = {found.source: found for found in every_category()}


def flags(found: Category) -> tuple[object, ...]:
    return (
        *(found.event, found.place, found.domain, found.duo),
        *(found.expiry_days, found.reimbursement),
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [(source, expected) for names, *expected in FLAGS for source in names.split()],
)
def test_a_category_has_the_flags_of_the_field(source: str, expected: list[object]) -> None:
    assert flags(BY_SOURCE[source]) == tuple(expected)
    assert BY_SOURCE[source] in proposed_categories()


def test_there_are_67_and_each_has_a_group_and_a_french_label() -> None:
    known = [source for names, *_ in FLAGS for source in names.split()]
    assert sorted([*known, *TECHNICAL.split()]) == sorted(BY_SOURCE)
    assert len(BY_SOURCE) == 67
    assert {found.source for found in every_category() if found.group == "technical"} == set(
        TECHNICAL.split()
    )
    labels = Counter(found.label for found in every_category())
    assert all(labels)
    assert max(labels.values()) == 1


def test_only_things_that_are_free_cards_of_places_are_used_at_once() -> None:
    used = {found.source for found in every_category() if found.used_when_free}
    assert used == {"CARTE_MUSEE", "ABO_BIBLIOTHEQUE", "ABO_MEDIATHEQUE"}


def test_no_booking_of_an_event_expires() -> None:
    assert category("art_trial_session").expiry_days == 30
    assert [found.id for found in every_category() if found.event and found.term_days] == []
    assert category("paper_book").term_days == 10


def test_groups_are_shown_in_french_and_every_one_that_is_shown_holds_something() -> None:
    groups = proposed_groups()
    assert {group.id for group in groups} == {found.group for found in proposed_categories()}
    assert {group.id: group.label for group in groups}["heritage"] == "Musées et patrimoine"
