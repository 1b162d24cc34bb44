"""Eligibility for a pass, the right to publish, and the form of numbers of organisations."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from functions.accounts.api_keys import rules as api_keys_rules
from functions.accounts.offerers import rules as offerers_rules
from functions.accounts.offerers.models import Offerer
from functions.accounts.people import rules as people_rules
from functions.accounts.people.models import (
    Beneficiary,
    BeneficiaryStatus,
    StepState,
    SuspensionReason,
)
from functions.accounts.places.rules import department_of, is_department
from functions.accounts.schemes.data import load_scheme
from functions.accounts.schemes.models import Grant, Residence, Scheme
from functions.accounts.schemes.rules import NotEligible, choose_scheme, grant_of
from functions.accounts.venues import rules as venues_rules
from functions.kernel.calendar_days import PARIS, local_day
from functions.kernel.errors import Refusal
from functions.kernel.values import replace

PILOT = load_scheme("fr-pilot")
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
BORN = date(2008, 5, 4)
SIREN = "732829320"
LA_POSTE = "356000000"


def living_in(department: str | None, *, zone: str = PARIS) -> Residence:
    return Residence(country="FR", postal_code="67000", department=department, time_zone=zone)


def chosen(
    *,
    birth_date: date = BORN,
    department: str | None = "67",
    today: date = date(2026, 6, 1),
    among: tuple[Scheme, ...] = (PILOT,),
) -> str:
    """Return the chosen scheme's id, or the reason why there is none."""
    try:
        return choose_scheme(
            among, birth_date=birth_date, residence=living_in(department), today=today
        ).id
    except NotEligible as refused:
        return str(refused.facts["reason"])


@pytest.mark.behaviour(96)
@pytest.mark.behaviour(101)
@pytest.mark.parametrize(
    ("born", "today", "outcome"),
    [
        ("2008-05-04", "2026-05-03", "too_young"),
        ("2008-05-04", "2026-05-04", "fr-pilot"),
        ("2008-05-04", "2027-05-03", "fr-pilot"),
        ("2008-05-04", "2027-05-04", "too_old"),
        ("2008-02-29", "2026-02-28", "too_young"),
        ("2008-02-29", "2026-03-01", "fr-pilot"),
        ("2008-02-29", "2027-02-28", "fr-pilot"),
        ("2008-02-29", "2027-03-01", "too_old"),
        ("2026-05-04", "2026-05-04", "too_young"),
        ("1900-01-01", "2026-05-04", "too_old"),
    ],
    ids=[
        *("eve of 18", "18th birthday", "eve of 19", "19th birthday"),
        *("29 feb: eve of 18", "29 feb: 18", "29 feb: eve of 19", "29 feb: 19"),
        *("born today", "very old"),
    ],
)
def test_the_pilot_is_for_those_who_are_eighteen(born: str, today: str, outcome: str) -> None:
    birth_date, day = date.fromisoformat(born), date.fromisoformat(today)
    assert chosen(birth_date=birth_date, today=day) == outcome


@pytest.mark.parametrize(
    ("postal_code", "at", "outcome"),
    [
        # Midnight in Paris comes first; in Guyane it is still the eve, for five hours in summer.
        ("67000", "2026-05-03T21:59:59", "too_young"),
        ("67000", "2026-05-03T22:00:00", "fr-pilot"),
        ("97300", "2026-05-03T22:00:00", "too_young"),
        ("97300", "2026-05-04T02:59:59", "too_young"),
        ("97300", "2026-05-04T03:00:00", "fr-pilot"),
        ("67000", "2027-05-03T21:59:59", "fr-pilot"),
        ("67000", "2027-05-03T22:00:00", "too_old"),
        ("97300", "2027-05-03T22:00:00", "fr-pilot"),
        ("97300", "2027-05-04T03:00:00", "too_old"),
    ],
)
def test_the_day_is_that_of_the_department(postal_code: str, at: str, outcome: str) -> None:
    place = department_of(postal_code)
    assert place is not None
    today = local_day(datetime.fromisoformat(at).replace(tzinfo=UTC), place.time_zone)
    assert chosen(department=place.code, today=today) == outcome


@pytest.mark.parametrize("code", ["67", "29", "973", "34", "93"])
def test_the_pilot_takes_its_five_departments(code: str) -> None:
    assert chosen(department=code) == "fr-pilot"


@pytest.mark.parametrize("code", ["75", "2A", "974", None])
def test_who_lives_elsewhere_is_refused_for_their_residence(code: str | None) -> None:
    assert chosen(department=code) == "residence"


def test_the_age_is_named_where_both_are_wrong() -> None:
    assert chosen(department="75", today=date(2026, 5, 3)) == "too_young"
    assert chosen(department="75", today=date(2027, 5, 4)) == "too_old"


MINORS = dataclasses.replace(
    PILOT, id="minors", first_age=15, last_age=16, departments=("75", "67")
)


@pytest.mark.parametrize(
    ("age", "department", "outcome"),
    [
        (14, "75", "too_young"),
        (15, "75", "minors"),
        (16, "29", "residence"),
        (17, "75", "too_young"),
        (18, "67", "fr-pilot"),
        (18, "75", "residence"),
        (19, "75", "too_old"),
    ],
)
def test_the_reason_is_that_of_all_open_schemes(age: int, department: str, outcome: str) -> None:
    born = date(2026 - age, 1, 1)
    got = chosen(birth_date=born, department=department, among=(PILOT, MINORS))
    assert got == outcome


def test_the_first_scheme_that_fits_is_chosen() -> None:
    later = dataclasses.replace(PILOT, id="later")
    assert chosen(among=(later, PILOT)) == "later"
    assert chosen(among=(PILOT, later)) == "fr-pilot"
    assert chosen(among=(dataclasses.replace(later, departments=("75",)), PILOT)) == "fr-pilot"


@pytest.mark.parametrize(
    ("postal_code", "code"),
    [
        ("67000", "67"),
        ("01000", "01"),
        ("20000", "2A"),
        ("20137", "2A"),
        ("20200", "2B"),
        ("20620", "2B"),
        ("97100", "971"),
        ("97133", "977"),
        ("97150", "978"),
        ("97300", "973"),
        ("97500", "975"),
        ("98600", "986"),
        ("98800", "988"),
    ],
)
def test_a_postal_code_has_a_department_in_corsica_and_overseas_too(
    postal_code: str, code: str
) -> None:
    found = department_of(postal_code)
    assert found is not None
    assert found.code == code
    assert is_department(code)


@pytest.mark.parametrize("postal_code", ["00000", "99999", "98000", ""])
def test_where_there_is_no_department_none_is_made_up(postal_code: str) -> None:
    assert department_of(postal_code) is None
    assert not is_department(postal_code[:2])


def granted(*, today: date, zone: str = PARIS) -> Grant:
    return grant_of(
        PILOT,
        birth_date=BORN,
        residence=living_in("67", zone=zone),
        signed_up_on=today,
        today=today,
    )


@pytest.mark.parametrize(
    ("today", "zone", "expires_at"),
    [
        ("2026-05-04", "Europe/Paris", "2027-05-04T22:00"),
        ("2026-01-15", "Europe/Paris", "2027-01-15T23:00"),
        ("2026-03-28", "Europe/Paris", "2027-03-28T22:00"),
        ("2026-05-04", "America/Cayenne", "2027-05-05T03:00"),
        ("2028-02-29", "Europe/Paris", "2029-03-01T23:00"),
    ],
    ids=["summer", "winter", "the day the clocks change", "guyane", "29 february"],
)
def test_a_grant_ends_with_the_last_day_of_its_term(today: str, zone: str, expires_at: str) -> None:
    grant = granted(today=date.fromisoformat(today), zone=zone)
    assert grant.expires_at == datetime.fromisoformat(expires_at).replace(tzinfo=UTC)
    assert grant.expires_at.tzinfo is UTC


def test_the_pilot_gives_500_euros_under_two_caps() -> None:
    grant = granted(today=NOW.date())
    assert grant.scheme == "fr-pilot"
    assert [(credit.id, credit.amount_cents) for credit in grant.credits] == [
        ("fr-pilot~18", 50_000)
    ]
    assert [(cap.domain, cap.limit_cents) for cap in grant.caps] == [
        ("physical", 20_000),
        ("digital", 20_000),
    ]
    assert grant.domains == {"ebook": "physical", "ebook_subscription": "physical"}


def someone(**facts: object) -> Beneficiary:
    made = Beneficiary(
        id="ana",
        email="ana@demo.test",
        first_name="Ana",
        last_name="Kieffer",
        birth_date=BORN,
        residence=living_in("67"),
        person="key",
        scheme="fr-pilot",
        status="pending",
        signed_up_at=NOW,
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def activated(beneficiary: Beneficiary) -> Beneficiary:
    return people_rules.activated(
        beneficiary, scheme="fr-pilot", credited_age=18, next_credit_at=None, by="boss", now=NOW
    )


def test_activation_happens_once() -> None:
    assert people_rules.is_to_activate(someone())
    active = activated(someone())
    assert (active.status, active.activated_at, active.revision) == ("active", NOW, 2)
    assert (active.scheme, active.credited_age, active.next_credit_at) == ("fr-pilot", 18, None)
    assert active.activated_by == "boss"
    assert not people_rules.is_to_activate(active)


def test_who_is_active_is_activated_again_for_the_scheme_that_they_move_to() -> None:
    moving = replace(activated(someone()), next_scheme="fr-next", has_bonus=True)
    assert people_rules.is_to_activate(moving)
    moved = people_rules.activated(
        moving, scheme="fr-next", credited_age=18, next_credit_at=None, by="boss", now=NOW
    )
    assert (moved.scheme, moved.next_scheme, moved.has_bonus) == ("fr-next", None, False)


@pytest.mark.parametrize(
    ("status", "refusal"),
    [("suspended", people_rules.Suspended), ("erased", people_rules.UnknownBeneficiary)],
)
def test_who_is_suspended_or_forgotten_is_not_activated(
    status: BeneficiaryStatus, refusal: type[Refusal]
) -> None:
    people_rules.check_activation(someone())
    people_rules.check_activation(someone(held_for_review=True))
    with pytest.raises(refusal):
        people_rules.check_activation(someone(status=status))


@pytest.mark.parametrize("reason", get_args(SuspensionReason))
@pytest.mark.parametrize("status", ["pending", "active"])
def test_the_first_reason_of_a_suspension_stays(status: str, reason: SuspensionReason) -> None:
    suspended = people_rules.suspend(someone(status=status), reason=reason, now=NOW)
    assert (suspended.status, suspended.suspension_reason) == ("suspended", reason)
    assert (suspended.suspended_at, suspended.revision) == (NOW, 2)
    assert people_rules.suspend(suspended, reason="fraud", now=NOW.replace(year=2027)) is suspended


@pytest.mark.parametrize("status", ["pending", "active"])
def test_the_end_of_a_suspension_brings_back_what_was_before(status: BeneficiaryStatus) -> None:
    activated_at = NOW if status == "active" else None
    before = someone(status=status, activated_at=activated_at, held_for_review=True)
    back = people_rules.unsuspend(people_rules.suspend(before, reason="user_request", now=NOW))
    assert back == replace(before, revision=3)
    assert people_rules.unsuspend(back) is back


def test_a_bonus_is_for_the_active_whose_scheme_has_one() -> None:
    with pytest.raises(people_rules.NotActiveYet):
        people_rules.with_bonus(someone(), bonus_cents=5_000)
    with pytest.raises(people_rules.NoBonus):
        people_rules.with_bonus(activated(someone()), bonus_cents=0)
    assert people_rules.with_bonus(activated(someone()), bonus_cents=5_000).has_bonus


def test_of_who_is_forgotten_nothing_personal_stays_and_nothing_can_be_done() -> None:
    gone = people_rules.erase(activated(someone()), now=NOW)
    assert (gone.first_name, gone.last_name, gone.email) == ("", "", "")
    assert (gone.birth_date, gone.residence, gone.person) == (None, None, None)
    assert (gone.status, gone.erased_at, gone.revision) == ("erased", NOW, 3)
    assert people_rules.erase(gone, now=NOW.replace(year=2027)) is gone
    changes: tuple[Callable[[], Beneficiary], ...] = (
        lambda: people_rules.suspend(gone, reason="fraud", now=NOW),
        lambda: people_rules.unsuspend(gone),
        lambda: people_rules.with_bonus(gone, bonus_cents=1),
    )
    for change in changes:
        with pytest.raises(people_rules.UnknownBeneficiary):
            change()


@pytest.mark.parametrize(
    ("first_name", "last_name"),
    [
        ("Éloïse", "Le Gall"),
        ("eloise", "LE-GALL"),
        ("E\u0301loi\u0308se", "Legall"),
        (" Éloïse ", "le  gall"),
        ("ÉLOÏSE", "Le’Gall"),
    ],
)
def test_a_person_is_known_however_their_name_is_written(first_name: str, last_name: str) -> None:
    key = people_rules.person_key(first_name="Eloise", last_name="Le Gall", birth_date=BORN)
    assert (
        people_rules.person_key(first_name=first_name, last_name=last_name, birth_date=BORN) == key
    )
    assert "eloise" not in key


@pytest.mark.parametrize(
    ("first_name", "last_name", "born"),
    [
        ("Eloise", "Le Gall", date(2008, 5, 5)),
        ("Louise", "Le Gall", BORN),
        ("Eloise", "Le Goll", BORN),
        ("Gall", "Eloise Le", BORN),
        ("EloiseLe", "Gall", BORN),
    ],
)
def test_another_name_or_birth_date_is_another_person(
    first_name: str, last_name: str, born: date
) -> None:
    key = people_rules.person_key(first_name="Eloise", last_name="Le Gall", birth_date=BORN)
    assert (
        people_rules.person_key(first_name=first_name, last_name=last_name, birth_date=born) != key
    )


@pytest.mark.parametrize(
    ("facts", "states"),
    [
        (None, ("todo", "void", "todo")),
        ({"status": "pending"}, ("ok", "pending", "ok")),
        ({"held_for_review": True}, ("ok", "pending", "ok")),
        ({"status": "suspended"}, ("ok", "ko", "ok")),
        ({"status": "active", "activated_at": NOW}, ("ok", "ok", "ok")),
        (
            {"status": "active", "activated_at": NOW, "held_for_review": True},
            ("ok", "ok", "ok"),
        ),
        ({"status": "suspended", "activated_at": NOW}, ("ok", "ok", "ok")),
    ],
)
@pytest.mark.parametrize("email_verified", [True, False])
def test_the_steps_show_the_progress_of_sign_up(
    facts: dict[str, object] | None, states: tuple[StepState, ...], email_verified: bool
) -> None:
    beneficiary = None if facts is None else someone(**facts)
    steps = people_rules.steps_of(beneficiary, email_verified=email_verified)
    assert [step.name for step in steps] == ["email", "profile", "identity", "honour_statement"]
    email = "ok" if email_verified else "skipped"
    assert tuple(step.state for step in steps) == (email, *states)


def an_offerer(**facts: object) -> Offerer:
    made = Offerer(
        siren=SIREN,
        name="Les Tanneries",
        postal_code="67000",
        city="Strasbourg",
        status="pending",
        member_ids=("pro",),
        created_at=NOW,
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def test_an_offerer_is_validated_once() -> None:
    validated = offerers_rules.validate(an_offerer(), now=NOW)
    assert (validated.status, validated.validated_at, validated.revision) == ("validated", NOW, 2)
    assert not offerers_rules.is_claimable(validated)


@pytest.mark.parametrize("status", ["pending", "validated"])
def test_an_offerer_is_closed_once_and_never_validated_again(status: str) -> None:
    closed = offerers_rules.close(an_offerer(status=status))
    assert (closed.status, closed.revision) == ("closed", 2)
    assert offerers_rules.close(closed) is closed
    with pytest.raises(offerers_rules.OffererIsClosed):
        offerers_rules.pick_founder(closed, (), None)


@pytest.mark.parametrize("siren", ["732829320", "552100554", LA_POSTE])
def test_a_siren_with_a_right_check_digit_is_taken(siren: str) -> None:
    offerers_rules.check_siren(siren)


@pytest.mark.parametrize(
    "siren",
    [
        *("732829321", "732829302", "73282932", "7328293200", "73282932A", "", " 732829320"),
        *("732 829 320", "-32829320", "７３２８２９３２０", "7328²9320"),
    ],
)
def test_any_other_siren_is_refused(siren: str) -> None:
    with pytest.raises(offerers_rules.SirenInvalid):
        offerers_rules.check_siren(siren)


@pytest.mark.parametrize(
    ("siret", "siren"),
    [
        ("73282932000074", SIREN),
        # La Poste's head office has an ordinary number, its other establishments their own sum.
        ("35600000000048", LA_POSTE),
        ("35600000049837", LA_POSTE),
    ],
)
def test_a_siret_of_the_offerer_is_taken(siret: str, siren: str) -> None:
    venues_rules.check_siret(siret, siren=siren)


@pytest.mark.parametrize(
    ("siret", "siren"),
    [
        ("73282932000075", SIREN),
        ("73282932000074", "552100554"),
        ("7328293200007", SIREN),
        ("732829320000740", SIREN),
        ("7328293200007A", SIREN),
        ("35600000049838", LA_POSTE),
        # The digits sum to 45, a multiple of five, which counts for La Poste alone.
        ("73282932000063", SIREN),
        ("", SIREN),
    ],
)
def test_any_other_siret_is_refused(siret: str, siren: str) -> None:
    with pytest.raises(venues_rules.SiretInvalid):
        venues_rules.check_siret(siret, siren=siren)


def test_the_sixth_api_key_is_refused_until_one_is_revoked() -> None:
    offerer = an_offerer()
    for number in range(5):
        offerer = api_keys_rules.add_api_key(offerer, f"key{number}")
    with pytest.raises(api_keys_rules.TooManyApiKeys):
        api_keys_rules.add_api_key(offerer, "key5")
    offerer = api_keys_rules.remove_api_key(offerer, "key2")
    assert api_keys_rules.add_api_key(offerer, "key5").api_key_prefixes == (
        *("key0", "key1", "key3", "key4", "key5"),
    )


def test_an_api_key_that_is_not_there_cannot_be_revoked() -> None:
    with pytest.raises(api_keys_rules.UnknownApiKey):
        api_keys_rules.remove_api_key(api_keys_rules.add_api_key(an_offerer(), "one"), "other")
