"""Who may have a pass, who may publish, and what their numbers have to look like."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest

from functions.accounts import rules, schemes
from functions.accounts.geography import department, department_of
from functions.accounts.models import Beneficiary, Offerer, Scheme, SuspensionReason
from functions.accounts.schemes import SchemeInvalid, load_scheme, read_scheme
from functions.kernel.days import local_day

PILOT = load_scheme("fr-pilot")
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
BORN = date(2008, 5, 4)
SIREN = "732829320"
LA_POSTE = "356000000"


def chosen(
    *,
    birth_date: date = BORN,
    department: str | None = "67",
    today: date = date(2026, 6, 1),
    among: tuple[Scheme, ...] = (PILOT,),
) -> str:
    """Return the chosen scheme's id, or the reason why there is none."""
    try:
        return rules.choose_scheme(
            among, birth_date=birth_date, department=department, today=today
        ).id
    except rules.NotEligible as refused:
        return str(refused.facts["reason"])


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
    """case 96, case 101"""
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


MINORS = replace(PILOT, id="minors", first_age=15, last_age=16, departments=("75", "67"))


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
    later = replace(PILOT, id="later")
    assert chosen(among=(later, PILOT)) == "later"
    assert chosen(among=(PILOT, later)) == "fr-pilot"
    assert chosen(among=(replace(later, departments=("75",)), PILOT)) == "fr-pilot"


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
    assert department(code) is found


@pytest.mark.parametrize("postal_code", ["00000", "99999", "98000", ""])
def test_where_there_is_no_department_none_is_made_up(postal_code: str) -> None:
    assert department_of(postal_code) is None


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
    grant = rules.grant_of(PILOT, today=date.fromisoformat(today), zone=zone)
    assert grant.expires_at == datetime.fromisoformat(expires_at).replace(tzinfo=UTC)
    assert grant.expires_at.tzinfo is UTC


def test_the_pilot_gives_500_euros_under_two_caps() -> None:
    grant = rules.grant_of(PILOT, today=NOW.date(), zone="Europe/Paris")
    assert (grant.scheme, grant.amount_cents) == ("fr-pilot", 50_000)
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
        postal_code="67000",
        department="67",
        scheme="fr-pilot",
        status="pending",
        signed_up_at=NOW,
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def test_activation_happens_once() -> None:
    active = rules.activate(someone(), now=NOW)
    assert (active.status, active.activated_at, active.revision) == ("active", NOW, 2)
    assert rules.activate(active, now=NOW.replace(year=2027)) is active


def test_who_is_suspended_is_not_activated() -> None:
    with pytest.raises(rules.Suspended):
        rules.activate(someone(status="suspended"), now=NOW)


@pytest.mark.parametrize("reason", get_args(SuspensionReason))
@pytest.mark.parametrize("status", ["pending", "active"])
def test_the_first_reason_of_a_suspension_stays(status: str, reason: SuspensionReason) -> None:
    suspended = rules.suspend(someone(status=status), reason=reason, now=NOW)
    assert (suspended.status, suspended.suspension_reason) == ("suspended", reason)
    assert (suspended.suspended_at, suspended.revision) == (NOW, 2)
    assert rules.suspend(suspended, reason="fraud", now=NOW.replace(year=2027)) is suspended


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
    validated = rules.validate(an_offerer(), now=NOW)
    assert (validated.status, validated.validated_at, validated.revision) == ("validated", NOW, 2)
    assert rules.validate(validated, now=NOW.replace(year=2027)) is validated


@pytest.mark.parametrize("siren", ["732829320", "552100554", LA_POSTE])
def test_a_siren_with_a_right_check_digit_is_taken(siren: str) -> None:
    rules.check_siren(siren)


@pytest.mark.parametrize(
    "siren",
    [
        *("732829321", "732829302", "73282932", "7328293200", "73282932A", "", " 732829320"),
        *("732 829 320", "-32829320", "７３２８２９３２０", "7328²9320"),
    ],
)
def test_any_other_siren_is_refused(siren: str) -> None:
    with pytest.raises(rules.SirenInvalid):
        rules.check_siren(siren)


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
    rules.check_siret(siret, siren=siren)


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
    with pytest.raises(rules.SiretInvalid):
        rules.check_siret(siret, siren=siren)


def test_the_sixth_api_key_is_refused_until_one_is_revoked() -> None:
    offerer = an_offerer()
    for number in range(5):
        offerer = rules.add_api_key(offerer, f"key{number}")
    with pytest.raises(rules.TooManyApiKeys):
        rules.add_api_key(offerer, "key5")
    offerer = rules.remove_api_key(offerer, "key2")
    assert rules.add_api_key(offerer, "key5").api_key_prefixes == (
        *("key0", "key1", "key3", "key4", "key5"),
    )


def test_an_api_key_that_is_not_there_cannot_be_revoked() -> None:
    with pytest.raises(rules.UnknownApiKey):
        rules.remove_api_key(rules.add_api_key(an_offerer(), "one"), "other")


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("amount_cents = 50_000", 'amount_cents = "lots"', "amount_cents"),
        ("amount_cents = 50_000", "amount_cents = 50.5", "amount_cents"),
        ("first_age = 18\n", "", "first_age"),
        ('id = "fr-pilot"', "id = 7", "id"),
        ('departments = ["67", "29", "973", "34", "93"]', "departments = 67", "departments"),
        ('domain = "digital"', 'domain = "dreams"', "caps.1.domain"),
        ('ebook = "physical"', 'ebook = "paper"', "domains.ebook"),
        ("[sources]", "[source]", "sources"),
        ("years_valid = 1", "years_valid = ", "not TOML"),
        ("expérimentation", "exp\udce9rimentation", "not TOML"),
    ],
)
def test_a_broken_scheme_file_is_refused_by_its_name_and_field(
    tmp_path: Path, written: str, instead: str, told: str
) -> None:
    text = (Path(schemes.__file__).parent / "fr-pilot.toml").read_text("utf-8")
    assert written in text
    broken = tmp_path / "fr-next.toml"
    broken.write_bytes(text.replace(written, instead).encode("utf-8", "surrogateescape"))
    with pytest.raises(SchemeInvalid, match=rf"^fr-next\.toml: {told}: "):
        read_scheme(broken)


def test_a_scheme_file_as_it_is_can_be_read_from_anywhere(tmp_path: Path) -> None:
    copy = tmp_path / "fr-next.toml"
    copy.write_bytes((Path(schemes.__file__).parent / "fr-pilot.toml").read_bytes())
    assert read_scheme(copy) == PILOT


def test_a_scheme_without_a_file_is_refused() -> None:
    with pytest.raises(SchemeInvalid, match="atlantis"):
        load_scheme("atlantis")
