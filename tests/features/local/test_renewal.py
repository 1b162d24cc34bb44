"""Renewal at start: claims on identities of earlier releases, and the words that offers have."""

from datetime import date

import pytest

from functions.accounts.people import rules as people_rules
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.platform import Platform
from local.renewal import renew_once
from tests.support import given

SOREN = {"first_name": "Søren", "last_name": "Nœl"}


def keys(birth_date: date) -> tuple[str, str]:
    """Return the claim of an earlier release, and the one of this release."""
    former = people_rules.former_person_key(**SOREN, birth_date=birth_date)
    return former, people_rules.person_key(**SOREN, birth_date=birth_date)


def with_former_claim(platform: Platform) -> tuple[str, str]:
    """Give a beneficiary whose claim an earlier release made; return it and the present one."""
    birth_date = given.pending(platform, "ana", first_name="Søren", last_name="Nœl").birth_date
    assert birth_date is not None
    former, present = keys(birth_date)

    def body(work: UnitOfWork) -> None:
        claim = work.find(Ref("persons", present))
        assert claim is not None
        work.delete(Ref("persons", present))
        work.create(Ref("persons", former), claim)

    platform.database.run(body)
    given.change(platform, "beneficiaries", "ana", person=former)
    return former, present


def test_a_former_claim_differs_only_for_letters_with_strokes_and_ligatures() -> None:
    former, present = keys(date(2008, 5, 1))
    assert former != present
    ana = {"first_name": "Ána", "last_name": "Le Gall-Ruiz", "birth_date": date(2008, 5, 1)}
    assert people_rules.former_person_key(**ana) == people_rules.person_key(**ana)  # type: ignore[arg-type]


def test_an_erased_persons_former_claim_still_holds_them_for_review(platform: Platform) -> None:
    with_former_claim(platform)
    again = given.pending(platform, "zoe", first_name="Søren", last_name="Nœl")
    assert again.held_for_review
    assert again.person is None


def test_a_renewed_claim_holds_for_every_spelling(platform: Platform) -> None:
    former, present = with_former_claim(platform)
    assert not given.pending(platform, "zoe", first_name="Soren", last_name="Noel").held_for_review
    platform.database.run(lambda work: work.delete(Ref("persons", present)))
    renew_once(platform.database)
    assert present in given.documents(platform, "persons")
    assert former not in given.documents(platform, "persons")
    assert given.documents(platform, "beneficiaries")["ana"]["person"] == present
    assert given.pending(platform, "kim", first_name="SOREN", last_name="Noël").held_for_review


def test_a_renewal_runs_once(platform: Platform) -> None:
    renew_once(platform.database)
    former, _ = with_former_claim(platform)
    renew_once(platform.database)
    assert former in given.documents(platform, "persons")


def test_a_renewal_in_which_a_document_failed_is_run_again(
    platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    former, present = with_former_claim(platform)
    unreadable = Ref("beneficiaries", "broken")
    platform.database.run(lambda work: work.create(unreadable, {"status": "pending"}))
    renew_once(platform.database)
    assert present in given.documents(platform, "persons")
    assert given.documents(platform, "backfills") == {}
    platform.database.run(lambda work: work.delete(unreadable))
    renew_once(platform.database)
    assert len(given.documents(platform, "backfills")) == 1
    assert former not in given.documents(platform, "persons")
