"""Accounts: signing up, being activated and suspended, offerers, members, venues and API keys."""

from datetime import UTC, date, datetime

import pytest

from functions.accounts.offerers import rules as offerers_rules
from functions.accounts.offerers import service as offerers_service
from functions.accounts.people import rules as people_rules
from functions.accounts.people import service as people_service
from functions.accounts.people.store import beneficiaries
from functions.accounts.schemes.data import load_scheme
from functions.accounts.schemes.rules import NotEligible
from functions.accounts.venues import rules as venues_rules
from functions.accounts.venues import service as venues_service
from functions.accounts.venues.models import OpenVenue
from functions.accounts.venues.store import venues_of
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.given import MEMBER, OTHER_SIREN, SIREN, HandClock


def status_of(platform: Platform, uid: str) -> str:
    return platform.database.run(lambda work: beneficiaries.get(work, uid)).status


# Beneficiaries


def test_who_signs_up_is_pending_and_has_no_credit(platform: Platform) -> None:
    beneficiary = given.pending(platform)
    assert (beneficiary.status, beneficiary.scheme) == ("pending", "fr-pilot")
    assert beneficiary.residence is not None
    assert (beneficiary.residence.department, beneficiary.signed_up_at) == ("67", given.NOW)
    assert given.documents(platform, "wallets") == {}


def test_nobody_signs_up_twice(platform: Platform) -> None:
    given.pending(platform)
    with pytest.raises(people_rules.AlreadySignedUp):
        given.pending(platform, postal_code="29200")
    assert given.documents(platform, "beneficiaries")["ana"]["residence"]["postal_code"] == "67000"


@pytest.mark.parametrize(
    ("postal_code", "born", "facts"),
    [
        ("75001", date(2008, 1, 15), {"reason": "residence"}),
        ("00000", date(2008, 1, 15), {"reason": "residence"}),
        (
            *("67000", date(2008, 5, 5)),
            {"reason": "too_young", "eligible_on": date(2026, 5, 5)},
        ),
        ("67000", date(2007, 5, 4), {"reason": "too_old"}),
    ],
)
def test_an_ineligible_person_learns_why_and_is_not_kept(
    platform: Platform, postal_code: str, born: date, facts: dict[str, object]
) -> None:
    with pytest.raises(NotEligible) as refused:
        given.pending(platform, postal_code=postal_code, birth_date=born)
    assert refused.value.facts == facts
    assert given.documents(platform, "beneficiaries") == {}


def test_a_birthday_is_celebrated_in_ones_own_department(
    platform: Platform, clock: HandClock
) -> None:
    clock.at = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)
    given.pending(platform, "paris", birth_date=date(2008, 5, 4), postal_code="93100")
    with pytest.raises(NotEligible):
        given.pending(platform, "cayenne", birth_date=date(2008, 5, 4), postal_code="97300")
    clock.move(hours=5)
    given.pending(platform, "cayenne", birth_date=date(2008, 5, 4), postal_code="97300")


def test_activation_brings_the_grant_at_once_and_once(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert given.the_wallet(platform).expires_at == datetime(2027, 5, 4, 22, tzinfo=UTC)
    clock.move(days=30)
    given.activated(platform, "ana")
    assert given.the_wallet(platform).expires_at == datetime(2027, 5, 4, 22, tzinfo=UTC)
    assert len(given.entries(platform)) == 1
    given.audit(platform)


def test_who_was_eligible_when_signing_up_is_activated_later_too(
    platform: Platform, clock: HandClock
) -> None:
    given.pending(platform, birth_date=date(2007, 6, 1))
    clock.move(days=60)
    given.activated(platform, "ana")
    assert given.parts(platform) == (50_000, 0, 0, 0)
    # The year is counted from activation, on 3 July.
    assert given.the_wallet(platform).expires_at == datetime(2027, 7, 3, 22, tzinfo=UTC)


def test_a_grant_in_guyane_ends_with_guyanes_day(platform: Platform) -> None:
    given.beneficiary(platform, postal_code="97300")
    assert given.the_wallet(platform).expires_at == datetime(2027, 5, 5, 3, tzinfo=UTC)


def test_who_is_suspended_before_activation_gets_nothing(platform: Platform) -> None:
    given.pending(platform)
    given.suspend(platform, "ana", "administrative")
    with pytest.raises(people_rules.Suspended):
        given.activated(platform, "ana")
    assert status_of(platform, "ana") == "suspended"
    assert given.documents(platform, "wallets") == {}


def test_a_second_suspension_keeps_the_first_reason(platform: Platform) -> None:
    given.beneficiary(platform)
    given.suspend(platform, "ana", "user_request")
    given.suspend(platform, "ana", "fraud")
    kept = given.documents(platform, "beneficiaries")["ana"]
    assert (kept["suspension_reason"], kept["revision"]) == ("user_request", 3)


def test_nobody_is_activated_who_did_not_sign_up(platform: Platform) -> None:
    with pytest.raises(people_rules.UnknownBeneficiary):
        platform.database.run(
            lambda work: people_service.activate(
                work, "zoe", by="admin", scheme_of=load_scheme, now=given.NOW
            )
        )


# Offerers and venues


def test_the_founder_is_the_first_member_and_the_offerer_is_pending(platform: Platform) -> None:
    founded = given.offerer(platform, validated=False)
    assert (founded.status, founded.member_ids) == ("pending", (MEMBER,))
    given.venue(platform)
    with pytest.raises(offerers_rules.OffererExists):
        given.offerer(platform)
    assert given.documents(platform, "professionals").keys() == {MEMBER}


def test_a_person_may_found_several_offerers(platform: Platform) -> None:
    given.offerer(platform, SIREN)
    given.offerer(platform, OTHER_SIREN)
    assert given.documents(platform, "professionals")[MEMBER]["sirens"] == [SIREN, OTHER_SIREN]


def test_an_offerer_with_a_wrong_siren_is_not_kept(platform: Platform) -> None:
    with pytest.raises(offerers_rules.SirenInvalid):
        given.offerer(platform, "732829321")
    assert given.documents(platform, "offerers") == {}


def test_validation_happens_once(platform: Platform, clock: HandClock) -> None:
    given.offerer(platform)
    clock.move(days=1)
    at = clock.now()
    again = platform.database.run(
        lambda work: offerers_service.validate_offerer(work, SIREN, now=at)
    )
    assert again.validated_at == given.NOW


def opened(platform: Platform, **facts: object) -> None:
    command = {
        "venue_id": "v1",
        "member_id": MEMBER,
        "offerer_siren": SIREN,
        "name": "La Laiterie",
        "siret": "73282932000074",
        "comment": None,
        "address": "1 rue du Port",
        "postal_code": "67000",
        "city": "Strasbourg",
        "latitude": 48.5,
        "longitude": 7.7,
        **facts,
    }
    platform.database.run(
        lambda work: venues_service.open_venue(
            work,
            OpenVenue(**command),  # type: ignore[arg-type]
            now=given.NOW,
        )
    )


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"member_id": "stranger"}, offerers_rules.NotAMember),
        ({"offerer_siren": OTHER_SIREN}, offerers_rules.UnknownOfferer),
        ({"siret": None}, venues_rules.SiretOrComment),
        ({"comment": "none yet"}, venues_rules.SiretOrComment),
        ({"siret": "73282932000075"}, venues_rules.SiretInvalid),
        ({"siret": "55210055400013"}, venues_rules.SiretInvalid),
        ({"latitude": None}, venues_rules.PlaceIncomplete),
        ({"longitude": None}, venues_rules.PlaceIncomplete),
        ({"postal_code": "00000"}, venues_rules.UnknownPostalCode),
    ],
)
def test_a_venue_that_does_not_hold_together_is_refused(
    platform: Platform, facts: dict[str, object], refusal: type[Exception]
) -> None:
    given.offerer(platform)
    with pytest.raises(refusal):
        opened(platform, **facts)
    assert given.documents(platform, "venues") == {}
    assert given.documents(platform, "sirets") == {}


def test_a_siret_stands_for_one_venue(platform: Platform) -> None:
    given.offerer(platform)
    opened(platform)
    with pytest.raises(venues_rules.VenueExists):
        opened(platform, venue_id="v2")
    opened(platform, venue_id="v3", siret=None, comment="in the open air")
    opened(platform, venue_id="v4", siret=None, comment="in the open air")
    found = platform.database.run(lambda work: list(venues_of(work, SIREN)))
    assert [venue.id for venue in found] == ["v1", "v3", "v4"]


@pytest.mark.parametrize(
    ("postal_code", "department", "zone"),
    [("97300", "973", "America/Cayenne"), ("20200", "2B", "Europe/Paris")],
)
def test_a_venue_has_the_time_zone_of_its_postal_code(
    platform: Platform, postal_code: str, department: str, zone: str
) -> None:
    given.offerer(platform)
    venue = given.venue(platform, postal_code=postal_code)
    assert (venue.department, venue.time_zone) == (department, zone)


# Over HTTP


def test_the_caller_learns_who_they_are(platform: Platform) -> None:
    given.beneficiary(platform)
    given.offerer(platform, member="ana")
    me = given.call(platform, "GET", "/v1/me", uid="ana").get_json()
    assert (me["id"], me["email"]) == ("ana", "ana@demo.test")
    assert me["roles"] == ["beneficiary", "professional"]
    assert (me["beneficiary"]["status"], me["beneficiary"]["birth_date"]) == (
        "active",
        "2008-01-15",
    )
    assert [(o["siren"], o["status"]) for o in me["offerers"]] == [(SIREN, "validated")]
    stranger = given.call(platform, "GET", "/v1/me", uid="zoe").get_json()
    assert (stranger["roles"], stranger["beneficiary"], stranger["offerers"]) == ([], None, [])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/beneficiaries/ana/activate", None),
        ("/v1/beneficiaries/ana/suspend", {"reason": "fraud"}),
        (f"/v1/offerers/{SIREN}/validate", None),
    ],
)
def test_what_an_administrator_does_nobody_else_may(
    platform: Platform, path: str, body: object
) -> None:
    given.pending(platform)
    given.offerer(platform, validated=False)
    assert given.call(platform, "POST", path, body).status_code == 401
    for uid in ("ana", MEMBER):
        refused = given.call(platform, "POST", path, body, uid=uid)
        assert (refused.status_code, refused.get_json()["code"]) == (403, "admin_only")
    assert status_of(platform, "ana") == "pending"
    assert given.documents(platform, "offerers")[SIREN]["status"] == "pending"
    done = given.call(platform, "POST", path, body, uid="boss", admin=True)
    assert done.status_code == 200


def test_an_api_key_is_shown_once_and_kept_as_a_hash(platform: Platform) -> None:
    given.offerer(platform)
    path = f"/v1/offerers/{SIREN}/api-keys"
    made = given.call(platform, "POST", path, uid=MEMBER).get_json()
    prefix, secret = made["secret"].split("_")
    assert prefix == made["prefix"]
    assert secret not in str(given.documents(platform, "api_keys"))
    again = given.call(platform, "POST", path, uid=MEMBER, Idempotency_Key="k").get_json()
    assert again["secret"] not in str(given.documents(platform, "idempotency_keys"))
    shown = given.call(platform, "GET", "/v1/me", uid=MEMBER).get_json()["offerers"][0]
    assert shown["api_key_prefixes"] == [made["prefix"], again["prefix"]]

    assert given.call(platform, "DELETE", f"{path}/{prefix}", uid="stranger").status_code == 403
    assert given.call(platform, "DELETE", f"{path}/{prefix}", uid=MEMBER).status_code == 200
    gone = given.call(platform, "DELETE", f"{path}/{prefix}", uid=MEMBER)
    assert (gone.status_code, gone.get_json()["code"]) == (404, "unknown_api_key")
    assert list(given.documents(platform, "api_keys")) == [again["prefix"]]
