"""Schemes: what each gives to whom and until when, and what is wrong with a file that is none."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import main as deployment
from functions.accounts.places import data as places_data
from functions.accounts.places.rules import department_of
from functions.accounts.schemes.__main__ import main
from functions.accounts.schemes.data import SchemeInvalid, load_scheme, read_scheme, scheme_ids
from functions.accounts.schemes.models import AmountAtAge, Cap, Residence, Scheme, Zone
from functions.accounts.schemes.rules import (
    NotEligible,
    caps_of,
    choose_scheme,
    credits_between,
    grant_of,
    next_credit_at,
    residence_of,
)
from functions.kernel.calendar_days import PARIS
from functions.offers.categories.rules import category
from tests.rules.accounts.scheme_cases import CASES, Case, Outcome

ROOT = Path(deployment.__file__).resolve().parent
FOLDER = ROOT / "functions" / "accounts" / "schemes"
SCHEMES = {name: load_scheme(name) for name in scheme_ids()}
MINORS, GROWN, PILOT = SCHEMES["fr-15-17"], SCHEMES["fr-2025"], SCHEMES["fr-pilot"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


# What each scheme grants


def outcome(case: Case) -> Outcome:
    """Return what the rules say of a case, in its words."""
    scheme = load_scheme(case.scheme)
    residence = residence_of(case.country, case.postal_code, [scheme])
    born, today = date.fromisoformat(case.birth_date), date.fromisoformat(case.today)
    try:
        chosen = choose_scheme([scheme], birth_date=born, residence=residence, today=today)
    except NotEligible as refused:
        return str(refused.facts["reason"])
    grant = grant_of(chosen, birth_date=born, residence=residence, signed_up_on=today, today=today)
    assert grant.expires_at.tzinfo is UTC
    cents = sum(credit.amount_cents for credit in grant.credits)
    return cents, grant.expires_at.strftime("%Y-%m-%dT%H:%MZ")


@pytest.mark.behaviour(88)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.scheme}: {case.why}")
def test_a_scheme_grants_what_its_calendar_says(case: Case) -> None:
    assert outcome(case) == case.outcome


def test_the_cases_are_of_every_scheme() -> None:
    assert {case.scheme for case in CASES} == set(SCHEMES)
    assert len(CASES) == len({case[:1] + case[2:6] for case in CASES}) == 128


FRANCE = {
    "strasbourg": "67000",
    "wallis": "98600",
    "mayotte": "97600",
    "miquelon": "97500",
    "cayenne": "97300",
}


@pytest.mark.parametrize(
    ("scheme", "place", "caps"),
    [
        ("fr-pilot", "strasbourg", {"physical": 20_000, "digital": 20_000}),
        ("fr-15-17", "strasbourg", {}),
        ("fr-2021", "strasbourg", {"digital": 10_000}),
        ("fr-2021", "wallis", {}),
        ("fr-2021", "mayotte", {"digital": 15_000}),
        ("fr-2021", "miquelon", {"digital": 20_000}),
        ("fr-2025", "strasbourg", {"digital": 10_000}),
        ("fr-2025", "cayenne", {"digital": 10_000}),
        ("fr-2025", "wallis", {}),
        ("fr-2025", "mayotte", {"digital": 15_000}),
        ("fr-2025", "miquelon", {"digital": 20_000}),
    ],
)
def test_caps_have_exceptions_overseas(scheme: str, place: str, caps: dict[str, int]) -> None:
    code = residence_of("FR", FRANCE[place], ()).department
    found = caps_of(load_scheme(scheme), department=code)
    assert {cap.domain: cap.limit_cents for cap in found} == caps


def test_an_exception_is_for_its_own_domain_and_department() -> None:
    both = replace(GROWN, caps=(*GROWN.caps, Cap(domain="live", limit_cents=500)))
    assert [(cap.domain, cap.limit_cents) for cap in caps_of(both, department="986")] == [
        ("live", 500)
    ]
    assert caps_of(both, department=None) == both.caps


@pytest.mark.parametrize(
    ("signed_up_on", "today", "credits"),
    [
        ("2026-05-04", "2026-05-04", {"fr-15-17~15": 2_000}),
        ("2026-05-04", "2027-01-14", {"fr-15-17~15": 2_000}),
        ("2026-05-04", "2027-01-15", {"fr-15-17~15": 2_000, "fr-15-17~16": 3_000}),
        (
            "2026-05-04",
            "2028-01-15",
            {"fr-15-17~15": 2_000, "fr-15-17~16": 3_000, "fr-15-17~17": 3_000},
        ),
        ("2027-01-15", "2028-01-15", {"fr-15-17~16": 3_000, "fr-15-17~17": 3_000}),
    ],
)
def test_nobody_loses_a_birthday_to_the_time_that_checking_took(
    signed_up_on: str, today: str, credits: dict[str, int]
) -> None:
    grant = grant_of(
        MINORS,
        birth_date=date(2011, 1, 15),
        residence=residence_of("FR", "67000", ()),
        signed_up_on=date.fromisoformat(signed_up_on),
        today=date.fromisoformat(today),
    )
    assert {credit.id: credit.amount_cents for credit in grant.credits} == credits


def test_credits_are_those_above_one_age_up_to_another() -> None:
    def ages(after: int, until: int) -> list[str]:
        return [c.id for c in credits_between(MINORS, after_age=after, until_age=until)]

    assert ages(14, 17) == ["fr-15-17~15", "fr-15-17~16", "fr-15-17~17"]
    assert ages(15, 16) == ["fr-15-17~16"]
    assert ages(17, 30) == []
    assert ages(16, 16) == []


@pytest.mark.parametrize(
    ("scheme", "born", "age", "zone", "expected"),
    [
        (MINORS, "2011-01-15", 15, PARIS, "2027-01-14T23:00Z"),
        (MINORS, "2011-07-15", 15, PARIS, "2027-07-14T22:00Z"),
        (MINORS, "2011-01-15", 16, "America/Cayenne", "2028-01-15T03:00Z"),
        (MINORS, "2011-01-15", 16, "Indian/Reunion", "2028-01-14T20:00Z"),
        # Born on 29 February: the birthday of 17 is 1 March 2029.
        (MINORS, "2012-02-29", 16, PARIS, "2029-02-28T23:00Z"),
        (MINORS, "2011-01-15", 17, PARIS, None),
        (GROWN, "2009-01-15", 17, PARIS, "2027-01-14T23:00Z"),
        (PILOT, "2008-01-15", 18, PARIS, None),
    ],
)
def test_the_next_credit_comes_with_the_start_of_the_birthday(
    scheme: Scheme, born: str, age: int, zone: str, expected: str | None
) -> None:
    found = next_credit_at(scheme, birth_date=date.fromisoformat(born), age=age, zone=zone)
    assert found == (at(expected) if expected else None)


def chosen(schemes: Sequence[Scheme], *, age: int) -> str:
    born = date(2026 - age, 1, 15)
    residence = residence_of("FR", "67000", schemes)
    return choose_scheme(schemes, birth_date=born, residence=residence, today=date(2026, 5, 4)).id


@pytest.mark.parametrize(
    ("order", "of_each_age"),
    [
        ((MINORS, GROWN, PILOT), ["fr-15-17", "fr-15-17", "fr-15-17", "fr-2025"]),
        ((GROWN, MINORS, PILOT), ["fr-15-17", "fr-15-17", "fr-2025", "fr-2025"]),
        ((PILOT, GROWN, MINORS), ["fr-15-17", "fr-15-17", "fr-2025", "fr-pilot"]),
    ],
    ids=["minors first", "17-18 first", "pilot first"],
)
def test_the_first_open_scheme_that_fits_wins(
    order: tuple[Scheme, ...], of_each_age: list[str]
) -> None:
    assert [chosen(order, age=age) for age in (15, 16, 17, 18)] == of_each_age


@pytest.mark.parametrize(
    ("born", "postal_code", "day"),
    [
        # At 15 by the scheme of minors, at 18 by the pilot; the pilot is not open in Paris.
        (date(2012, 9, 30), "67000", date(2027, 9, 30)),
        (date(2012, 2, 29), "75001", date(2027, 3, 1)),
        (date(2000, 1, 1), "67000", None),
    ],
)
def test_a_refusal_has_the_first_day_on_which_a_scheme_will_fit(
    born: date, postal_code: str, day: date | None
) -> None:
    schemes = (PILOT, MINORS)
    residence = residence_of("FR", postal_code, schemes)
    with pytest.raises(NotEligible) as refused:
        choose_scheme(schemes, birth_date=born, residence=residence, today=date(2026, 5, 4))
    assert refused.value.eligible_on == day


def test_a_scheme_that_opens_later_fits_from_that_day() -> None:
    residence = residence_of("FR", "67000", (GROWN,))
    with pytest.raises(NotEligible) as refused:
        choose_scheme(
            (GROWN,), birth_date=date(2007, 9, 1), residence=residence, today=date(2025, 2, 1)
        )
    assert refused.value.facts == {"reason": "not_open", "eligible_on": date(2025, 3, 1)}


def test_where_no_scheme_is_open_nobody_is_eligible() -> None:
    with pytest.raises(NotEligible) as refused:
        chosen((), age=18)
    assert refused.value.facts == {"reason": "not_open"}


@pytest.mark.parametrize(
    ("country", "postal_code", "department", "zone"),
    [
        ("FR", "97300", "973", "America/Cayenne"),
        ("FR", "00000", None, "Europe/Paris"),
        ("ES", "28013", None, "Europe/Madrid"),
        ("ES", "35001", None, "Atlantic/Canary"),
        ("ES", "38500", None, "Atlantic/Canary"),
        ("DE", "67059", None, "Europe/Berlin"),
        ("IT", "20121", None, "Europe/Rome"),
    ],
)
def test_a_residence_has_its_own_time_zone(
    country: str, postal_code: str, department: str | None, zone: str
) -> None:
    found = residence_of(country, postal_code, tuple(SCHEMES.values()))
    assert found == Residence(
        country=country, postal_code=postal_code, department=department, time_zone=zone
    )


def test_the_zones_of_one_country_are_not_anothers() -> None:
    """Rennes starts with 35 as Las Palmas does."""
    french = replace(SCHEMES["es-bono-2022"], country="DE")
    assert residence_of("ES", "35001", [french]).time_zone == PARIS
    assert residence_of("FR", "35000", tuple(SCHEMES.values())).time_zone == PARIS
    assert french.zones[0] == Zone(postal_prefix="35", time_zone="Atlantic/Canary")


# The files that are shipped


@pytest.mark.parametrize("name", SCHEMES)
def test_a_shipped_scheme_is_whole(name: str) -> None:
    scheme = SCHEMES[name]
    assert (scheme.id, read_scheme(FOLDER / f"{name}.toml")) == (name, scheme)
    named = {field.name for field in fields(scheme)}
    assert scheme.sources.keys() <= named
    # A source for each fact; what only serves another fact is told with it.
    facts = named - {"id", "name", "country", "time_zone", "sources"}
    told_with = {"ages_by": "first_age", "excluded_at_a_price": "excluded"}
    for name_of_fact in facts:
        if getattr(scheme, name_of_fact):
            assert scheme.sources[told_with.get(name_of_fact, name_of_fact)]


@pytest.mark.parametrize("name", SCHEMES)
def test_a_shipped_scheme_names_categories_that_exist(name: str) -> None:
    """Accounts know no categories, so the file alone cannot be checked for them."""
    scheme = SCHEMES[name]
    excluded = (*scheme.excluded, *scheme.excluded_at_a_price)
    assert [category(name).id for name in excluded] == list(excluded)
    assert len(set(excluded)) == len(excluded)
    for one, domain in scheme.domains.items():
        assert category(one).domain != domain, "a category that counts as usual is not named"


@pytest.mark.parametrize("name", SCHEMES)
def test_a_shipped_scheme_continues_one_that_is_shipped(name: str) -> None:
    assert SCHEMES[name].continues in {None, *SCHEMES} - {name}


def test_the_departments_of_shipped_schemes_are_found_by_their_postal_codes() -> None:
    for scheme in SCHEMES.values():
        for code in scheme.departments:
            found = department_of(code.ljust(5, "0") if len(code) < 3 else f"{code}00")
            assert found is not None
            assert found.code == code


# Files that are no schemes


def written(tmp_path: Path, content: bytes, *, name: str = "fr-next.toml") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.toml").read_text("utf-8")


FAULTS = [
    # a field that there is not
    ("fr-pilot", 'country = "FR"', 'country = "FR"\ncolour = "red"', "colour"),
    ("fr-pilot", "first_age = 18", "youngest_age = 18", "first_age"),
    ("fr-pilot", "[sources]", "[source]", "sources"),
    # and one in a table within
    (
        "fr-pilot",
        'domain = "digital"\nlimit_cents',
        'domain = "digital"\nlimit',
        "caps.1.limit_cents",
    ),
    (
        "fr-2025",
        'department = "986"\n',
        'department = "986"\nlimit = 5\n',
        "cap_exceptions.0.limit",
    ),
    ("fr-2025", "hours = 11", "hour = 11", "expiry.hour"),
    ("es-bono-2022", 'postal_prefix = "35"', 'prefix = "35"', "zones.0.postal_prefix"),
    ("fr-15-17", "age = 16\n", "aged = 16\n", "amounts.1.age"),
    # the wrong type
    ("fr-pilot", 'id = "fr-pilot"', "id = 7", "id"),
    (
        "fr-pilot",
        'departments = ["67", "29", "973", "34", "93"]',
        "departments = 67",
        "departments",
    ),
    ("fr-pilot", "amount_cents = 50_000", 'amount_cents = "lots"', "amounts.0.amount_cents"),
    ("fr-pilot", "amount_cents = 50_000", "amount_cents = 50.5", "amounts.0.amount_cents"),
    ("fr-2025", 'opens_on = "2025-03-01"', 'opens_on = "soon"', "opens_on"),
    # a word that does not exist
    ("fr-pilot", 'domain = "digital"', 'domain = "dreams"', "caps.1.domain"),
    ("fr-pilot", 'ebook = "physical"', 'ebook = "paper"', "domains.ebook"),
    ("fr-pilot", 'kind = "after_activation"', 'kind = "some_day"', "expiry.kind"),
    ("es-bono-2022", 'ages_by = "calendar_year"', 'ages_by = "moon"', "ages_by"),
    ("fr-pilot", '"67", "29"', '"67", "20"', "departments"),
    ("fr-2025", 'department = "986"', 'department = "999"', "departments"),
    ("fr-pilot", '"Europe/Paris"', '"Europe/Strasbourg"', "time_zone"),
    ("es-bono-2022", '"Atlantic/Canary"', '"Atlantic/Atlantis"', "time_zone"),
    ("fr-pilot", '"Europe/Paris"', '"../../etc/passwd"', "time_zone"),
    ("fr-pilot", '"Europe/Paris"', '"Europe"', "time_zone"),
    # amounts
    ("fr-pilot", "amount_cents = 50_000", "amount_cents = -1", "amounts.0.amount_cents"),
    ("fr-pilot", "amount_cents = 50_000", "amount_cents = 1_000_000_01", "amounts.0.amount_cents"),
    ("fr-pilot", "limit_cents = 20_000", "limit_cents = -1", "caps.0.limit_cents"),
    ("fr-2025", "bonus_cents = 5_000", "bonus_cents = -5_000", "bonus_cents"),
    ("fr-15-17", "age = 16\n", "age = 14\n", "amounts"),
    ("fr-15-17", "age = 16\n", "age = 18\n", "amounts"),
    ("fr-15-17", "age = 16\n", "age = 17\n", "amounts"),
    # what contradicts itself
    ("fr-pilot", "last_age = 18", "last_age = 17", "last_age"),
    ("fr-pilot", 'domain = "digital"', 'domain = "physical"', "caps"),
    ("es-bono-2022", 'closes_on = "2022-10-31"', 'closes_on = "2022-07-24"', "closes_on"),
    ("de-kulturpass-2023", '"2005-12-31"', '"2004-12-31"', "born_until"),
    # an end that no day can be made of
    ("fr-pilot", "years = 1", "age = 21", "expiry"),
    ("fr-pilot", "years = 1", "", "expiry"),
    ("fr-pilot", "years = 1", "years = -1", "expiry"),
    ("fr-2025", "age = 21\n", "", "expiry"),
    ("fr-2025", "age = 21\n", "years = 21\n", "expiry"),
    ("it-18app", "month = 4", "month = 13", "expiry"),
    ("it-18app", "day = 30", "day = 31", "expiry"),
    ("it-18app", "month = 4\nday = 30", "month = 2\nday = 29", "expiry"),
    ("it-18app", "day = 30\n", "", "expiry"),
    # what is not TOML
    ("fr-pilot", "years = 1", "years = ", "not TOML"),
    ("fr-pilot", "first_age = 18", "first_age = 18\nfirst_age = 18", "not TOML"),
    ("fr-pilot", "expérimentation", "exp\udce9rimentation", "not TOML"),
]


@pytest.mark.parametrize(("name", "before", "instead", "told"), FAULTS)
def test_a_broken_file_is_refused_by_its_name_and_field(
    tmp_path: Path, name: str, before: str, instead: str, told: str
) -> None:
    text = text_of(name)
    assert before in text
    content = text.replace(before, instead, 1).encode("utf-8", "surrogateescape")
    with pytest.raises(SchemeInvalid, match=rf"^fr-next\.toml: {told}: "):
        read_scheme(written(tmp_path, content))


def test_a_scheme_without_amounts_is_refused(tmp_path: Path) -> None:
    text = text_of("fr-pilot").replace("[[amounts]]\nage = 18\namount_cents = 50_000\n", "")
    with pytest.raises(SchemeInvalid, match=r"^fr-next\.toml: amounts: "):
        read_scheme(written(tmp_path, text.encode()))
    empty = text.replace("first_age", "amounts = []\nfirst_age", 1)
    with pytest.raises(SchemeInvalid, match=r"^fr-next\.toml: amounts: "):
        read_scheme(written(tmp_path, empty.encode()))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SchemeInvalid, match=r"^nowhere\.toml: "):
        read_scheme(tmp_path / "nowhere.toml")
    with pytest.raises(SchemeInvalid, match=rf"^{tmp_path.name}: "):
        read_scheme(tmp_path)


@pytest.mark.parametrize("name", ["atlantis", "../schemes/fr-pilot", ""])
def test_a_scheme_without_a_file_is_refused(name: str) -> None:
    with pytest.raises(SchemeInvalid, match=r"toml"):
        load_scheme(name)


@pytest.mark.parametrize("name", SCHEMES)
def test_a_file_can_be_read_from_anywhere(tmp_path: Path, name: str) -> None:
    assert read_scheme(written(tmp_path, text_of(name).encode())) == SCHEMES[name]


def test_every_month_has_days_that_a_grant_may_end_with(tmp_path: Path) -> None:
    for day in ("month = 12\nday = 31", "month = 2\nday = 28", "month = 4\nday = 30"):
        text = text_of("it-18app").replace("month = 4\nday = 30", day)
        scheme = read_scheme(written(tmp_path, text.encode()))
        assert f"month = {scheme.expiry.month}\nday = {scheme.expiry.day}" == day


def test_an_amount_may_stand_for_each_age_and_for_none_twice(tmp_path: Path) -> None:
    scheme = read_scheme(written(tmp_path, text_of("fr-15-17").encode()))
    assert scheme.amounts == (
        AmountAtAge(age=15, amount_cents=2_000),
        AmountAtAge(age=16, amount_cents=3_000),
        AmountAtAge(age=17, amount_cents=3_000),
    )


# The command line


def checked(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main(["check", *arguments])
    return status, capsys.readouterr().out


def test_the_command_runs_as_it_is_documented(tmp_path: Path) -> None:
    def run(path: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "functions.accounts.schemes", "check", str(path)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    good = run(FOLDER / "fr-2025.toml")
    assert (good.returncode, good.stderr) == (0, "")
    assert "fr-2025.toml: a valid scheme: fr-2025" in good.stdout
    broken = text_of("fr-2025").replace("hours = 11", "hour = 11")
    bad = run(written(tmp_path, broken.encode()))
    assert (bad.returncode, bad.stderr) == (1, "")
    assert bad.stdout.startswith("fr-next.toml: expiry.hour: ")


@pytest.mark.parametrize("name", SCHEMES)
def test_the_command_finds_every_shipped_scheme_valid(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = checked(str(FOLDER / f"{name}.toml"), capsys=capsys)
    assert (status, told) == (0, f"{name}.toml: a valid scheme: {name}, {SCHEMES[name].name}\n")


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = checked(str(tmp_path / "nowhere.toml"), capsys=capsys)
    assert (status, told) == (1, "nowhere.toml: No such file or directory\n")


@pytest.mark.parametrize(
    ("name", "born", "postal_code", "on", "told"),
    [
        (
            *("fr-15-17", "2011-01-15", "67000", "2026-05-04"),
            ("20,00", "2029-01-15 00:00 Europe/Paris (2029-01-14T23:00Z)", "caps: none."),
        ),
        (
            *("fr-2025", "2008-01-15", "97300", "2026-05-04"),
            ("150,00", "2029-01-15 11:00 America/Cayenne (2029-01-15T14:00Z)", "digital 100,00"),
        ),
        (*("fr-2025", "2008-01-15", "98600", "2026-05-04"), ("Pacific/Wallis", "caps: none.")),
        (*("fr-2025", "2009-05-05", "67000", "2026-05-04"), ("not eligible, too_young.",)),
        (*("fr-2025", "2008-01-15", "67000", "2025-02-28"), ("not eligible, not_open.",)),
        (*("fr-pilot", "2008-01-15", "75001", "2026-05-04"), ("not eligible, residence.",)),
        (
            *("es-bono-2022", "2004-03-03", "35001", "2022-08-01"),
            ("ES 35001", "400,00", "2023-08-02 00:00 Atlantic/Canary"),
        ),
    ],
)
def test_the_command_says_what_somebody_gets(
    name: str,
    born: str,
    postal_code: str,
    on: str,
    told: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    who = ("--birth-date", born, "--postal-code", postal_code, "--on", on)
    status, said = checked(str(FOLDER / f"{name}.toml"), *who, capsys=capsys)
    assert status == 0
    for part in told:
        assert part in said
    assert f"Born {born}" in said


def test_the_command_tries_another_country_too(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(FOLDER / "fr-2025.toml")
    who = ("--birth-date", "2008-01-15", "--postal-code", "20121", "--on", "2026-05-04")
    status, said = checked(path, *who, "--country", "IT", capsys=capsys)
    assert (status, said.splitlines()[1].rpartition(": ")[2]) == (0, "not eligible, residence.")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("check",),
        ("check", "FILE", "--birth-date", "2008-01-15"),
        ("check", "FILE", "--postal-code", "67000"),
        ("check", "FILE", "--birth-date", "yesterday", "--postal-code", "67000"),
    ],
)
def test_the_command_refuses_what_it_cannot_do(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(FOLDER / "fr-2025.toml")
    with pytest.raises(SystemExit) as stopped:
        main([path if argument == "FILE" else argument for argument in arguments])
    assert stopped.value.code == 2
    assert "usage: python -m functions.accounts.schemes" in capsys.readouterr().err


def test_a_scheme_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """Notepad saves files with one."""
    shipped = Path(places_data.__file__).parent.parent / "schemes" / "fr-pilot.toml"
    saved = tmp_path / "fr-pilot.toml"
    saved.write_bytes(b"\xef\xbb\xbf" + shipped.read_bytes())
    assert read_scheme(saved) == read_scheme(shipped)
