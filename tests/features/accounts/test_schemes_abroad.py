"""A scheme for a country that ships none, from sign-up to a booking: Belgium."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from functions.accounts.people import service as people_service
from functions.accounts.people.models import Beneficiary, SignUp
from functions.accounts.people.schemas import SignUpBody
from functions.accounts.schemes.__main__ import main
from functions.accounts.schemes.data import load_scheme, read_scheme
from functions.accounts.schemes.models import Scheme
from functions.accounts.schemes.rules import NotEligible
from functions.kernel.errors import FieldError, InvalidFields
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.given import HandClock

FILE = Path(__file__).parent.parent.parent / "schemes" / "be-pass.toml"
BELGIAN = read_scheme(FILE)
OPEN = (load_scheme("fr-pilot"), BELGIAN, load_scheme("es-bono-2022"))
FORM = {
    "first_name": "Lien",
    "last_name": "Peeters",
    "birth_date": "2008-05-04",
    "country": "BE",
    "postal_code": "9000",
    "accepts_terms": True,
}


@pytest.fixture(autouse=True)
def _the_books_balance(platform: Platform) -> Iterator[None]:
    yield
    given.audit(platform)


def scheme_of(scheme_id: str) -> Scheme:
    return {scheme.id: scheme for scheme in OPEN}[scheme_id]


def signed_up(platform: Platform, **changes: Any) -> Beneficiary:
    """Sign up with what the API's own body takes."""
    body = SignUpBody.model_validate_json(json.dumps({**FORM, **changes}))
    command = SignUp(
        beneficiary_id="lien",
        email="lien@demo.test",
        **body.model_dump(exclude={"accepts_terms"}),
    )
    at = given.now(platform)
    return platform.database.run(
        lambda work: people_service.sign_up(work, command, schemes=OPEN, now=at)
    )


def test_the_command_finds_the_scheme_valid(capsys: pytest.CaptureFixture[str]) -> None:
    facts = ["--birth-date", "2008-05-04", "--on", "2026-05-04", "--postal-code"]
    assert main(["check", str(FILE), *facts, "9000"]) == 0
    told = capsys.readouterr().out
    assert "be-pass.toml: a valid scheme: be-pass" in told
    assert "100,00" in told
    assert "2028-05-04 00:00 Europe/Brussels (2028-05-03T22:00Z)" in told
    assert main(["check", str(FILE), *facts, "67000"]) == 0
    assert "not a postal code of the country" in capsys.readouterr().out


def test_a_young_person_signs_up_is_granted_and_books(platform: Platform) -> None:
    beneficiary = signed_up(platform)
    assert (beneficiary.scheme, beneficiary.status) == ("be-pass", "pending")
    residence = beneficiary.residence
    assert residence is not None
    assert (residence.country, residence.postal_code) == ("BE", "9000")
    assert (residence.department, residence.time_zone) == (None, "Europe/Brussels")
    at = given.now(platform)
    after = platform.database.run(
        lambda work: people_service.activate(work, "lien", by="admin", scheme_of=scheme_of, now=at)
    )
    assert after.next_credit_at == datetime(2027, 5, 3, 22, 0, tzinfo=UTC)
    wallet = given.the_wallet(platform, "lien")
    assert wallet.available_cents == 10_000
    assert wallet.expires_at == datetime(2028, 5, 3, 22, 0, tzinfo=UTC)
    stock = given.stock(platform, given.ticket(1_500))
    booking = given.book(platform, stock.id, "lien")
    assert booking.amount_cents == 1_500
    assert given.the_wallet(platform, "lien").available_cents == 8_500
    me = given.call(platform, "GET", "/v1/me", uid="lien").get_json()["beneficiary"]
    assert (me["country"], me["postal_code"], me["department"]) == ("BE", "9000", None)


def test_the_day_is_that_of_brussels(platform: Platform, clock: HandClock) -> None:
    clock.at = datetime(2026, 5, 3, 21, 59, tzinfo=UTC)
    with pytest.raises(NotEligible):
        signed_up(platform)
    clock.at = datetime(2026, 5, 3, 22, 0, tzinfo=UTC)
    assert signed_up(platform).status == "pending"


@pytest.mark.parametrize(
    ("country", "postal_code"),
    [("BE", "67000"), ("BE", "0123"), ("BE", "900A"), ("FR", "9000"), ("ES", "9000")],
)
def test_a_postal_code_of_another_country_is_malformed(
    platform: Platform, country: str, postal_code: str
) -> None:
    with pytest.raises(InvalidFields) as refused:
        signed_up(platform, country=country, postal_code=postal_code)
    assert refused.value.code == "malformed"
    message = f"not a postal code of the country {country}"
    assert refused.value.errors == [FieldError("postal_code", message)]
    assert given.documents(platform, "beneficiaries") == {}


@pytest.mark.parametrize("postal_code", ["1011 AB", "D02 AF30", "00-950"])
def test_where_no_scheme_is_open_nobody_is_eligible(platform: Platform, postal_code: str) -> None:
    with pytest.raises(NotEligible) as refused:
        signed_up(platform, country="NL", postal_code=postal_code)
    assert refused.value.facts == {"reason": "residence"}


@pytest.mark.parametrize(
    "changes",
    [
        {"country": "Belgium"},
        {"country": "be"},
        {"country": ""},
        {"country": None},
        {"postal_code": ""},
        {"postal_code": "9000\n"},
        {"postal_code": "９０００"},
        {"postal_code": "1" * 13},
        {"postal_code": 9000},
    ],
)
def test_a_malformed_form_is_refused_by_the_api(
    platform: Platform, changes: dict[str, object]
) -> None:
    answer = given.call(platform, "POST", "/v1/beneficiaries", {**FORM, **changes}, uid="lien")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed")
    (error,) = answer.get_json()["errors"]
    assert error["field"] == next(iter(changes))
    assert given.documents(platform, "beneficiaries") == {}


def test_the_api_knows_the_form_of_another_country(platform: Platform) -> None:
    """Here only the French pilot is open."""
    answer = given.call(platform, "POST", "/v1/beneficiaries", FORM, uid="lien")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "not_eligible")
    assert answer.get_json()["reason"] == "residence"


FAULTS = [
    ('country = "BE"', 'country = "Belgium"', "country"),
    ('country = "BE"', 'country = "FR"', "country"),
    ('"[1-9][0-9]{3}"', '"[1-9"', "postal_code_pattern"),
    ("last_age = 19", 'last_age = 19\ndepartments = ["67"]', "departments"),
    ('id = "be-pass"', 'id = "be,pass"', "id"),
    ("last_age = 19", "last_age = 1900", "last_age"),
    ("age = 20", "age = 9000", "expiry.age"),
    ('id = "be-pass"', 'id = "be-other"', "id"),
]


@pytest.mark.parametrize(("before", "instead", "field"), FAULTS)
def test_what_would_not_work_is_not_valid(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    before: str,
    instead: str,
    field: str,
) -> None:
    path = tmp_path / FILE.name
    text = FILE.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, instead, 1), "utf-8")
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out.startswith(f"be-pass.toml: {field}: ")
