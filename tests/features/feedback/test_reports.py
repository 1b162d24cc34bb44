"""Reports of offers: they hold an offer, are decided once, and everybody is answered."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.accounts.erasure import service as erasure_service
from functions.kernel.platform import Platform
from functions.offers.models import Offer
from tests.support import given
from tests.support.answers import content, refused
from tests.support.given import MEMBER, HandClock
from tests.support.notices import Mailbox, send, settled, subjects, words
from tests.support.offerers import admin, pro

PEOPLE = ("ana", "zoe", "kim", "leo", "mia")
GROUND = "L'offre vend des billets de loterie."


def report(
    platform: Platform, offer: Offer, uid: str, reason: str = "improper", **body: Any
) -> TestResponse:
    path = f"/v1/offers/{offer.id}/reports"
    return given.call(platform, "POST", path, {"reason": reason, **body}, uid=uid)


def reported(platform: Platform, *uids: str, offer: Offer | None = None) -> Offer:
    """Return an offer that these new beneficiaries have reported."""
    offer = offer or given.offer(platform, given.house(platform), given.ticket())
    for uid in uids:
        given.beneficiary(platform, uid)
        content(report(platform, offer, uid), 201)
    return offer


def decide(platform: Platform, offer: Offer, decision: str, reason: str = GROUND) -> TestResponse:
    path = f"/v1/offer-reports/{offer.id}/decide"
    return admin(platform, "POST", path, {"decision": decision, "reason": reason})


def queue(platform: Platform, status: str = "open") -> list[dict[str, Any]]:
    items = content(admin(platform, "GET", f"/v1/offer-reports?status={status}"))["items"]
    return list(items)


def test_five_different_people_hold_an_offer_and_nobody_learns_who(
    platform: Platform, clock: HandClock
) -> None:
    offer = reported(platform, *PEOPLE[:4])
    assert given.the_offer(platform, offer.id).publication == "published"
    # The same person again counts once, and may not change their mind.
    assert report(platform, offer, "ana").status_code == 201
    assert refused(report(platform, offer, "ana", "inappropriate")) == (409, "already_reported")
    clock.move(hours=1)
    given.beneficiary(platform, "mia")
    content(report(platform, offer, "mia", "other", text="Ce n'est pas un concert."), 201)
    assert given.the_offer(platform, offer.id).publication == "pending"
    assert given.found(platform) == []
    (case,) = queue(platform)
    assert (case["reports"], case["reasons"]) == (5, {"improper": 4, "other": 1})
    assert case["held_at"] == "2026-05-04T11:00:00Z"
    rows = content(admin(platform, "GET", f"/v1/offer-reports/{offer.id}"))["items"]
    assert rows[-1]["text"] == "Ce n'est pas un concert."
    assert rows[-1].keys() == {"reason", "text", "reported_at"}
    own = pro(platform, "GET", f"/v1/offers/{offer.id}/own")
    assert content(own)["review"]["flags"] == [
        {"id": "reported", "reason": "Plusieurs personnes ont signalé cette offre."}
    ]
    assert not any(f'"{uid}"' in own.text for uid in PEOPLE)
    # Withdrawing it and publishing it again does not help.
    pro(platform, "POST", f"/v1/offers/{offer.id}/unpublish")
    assert content(pro(platform, "POST", f"/v1/offers/{offer.id}/publish"))["status"] == "pending"


@pytest.mark.usefixtures("accounts_of_all")
@pytest.mark.parametrize(
    ("decision", "subject", "said"),
    [
        ("keep", "Les signalements de votre offre sont clos", "ne la retiennent plus"),
        ("reject", "Votre offre est retirée", "réservations en cours sont annulées"),
    ],
)
def test_the_professional_is_mailed_when_an_offer_is_held_and_when_it_is_decided(
    platform: Platform, inbox: Mailbox, decision: str, subject: str, said: str
) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    reported(platform, *PEOPLE[:4], offer=offer)
    settled(platform)
    given.beneficiary(platform, "mia")
    settled(platform)
    content(report(platform, offer, "mia", "inappropriate"), 201)
    send(platform)
    (held,) = inbox()
    assert str(held["To"]) == f"{MEMBER}@demo.test"
    assert offer.name in str(held["Subject"])
    assert "pour une description fausse et un contenu choquant ou illégal" in words(held)
    assert "4 mai" in words(held)
    assert not any(uid in words(held) for uid in PEOPLE)
    settled(platform)
    content(decide(platform, offer, decision))
    content(decide(platform, offer, decision))
    send(platform)
    (decided,) = [mail for mail in inbox() if str(mail["To"]) == f"{MEMBER}@demo.test"]
    assert str(decided["Subject"]).startswith(subject)
    assert GROUND in words(decided)
    assert said in words(decided)


@pytest.mark.usefixtures("accounts_of_all")
def test_members_read_of_a_rejection_without_a_hold_but_not_of_a_report_without_one(
    platform: Platform, inbox: Mailbox
) -> None:
    def to_members() -> list[str]:
        send(platform)
        return [str(one["Subject"]) for one in inbox() if str(one["To"]) == f"{MEMBER}@demo.test"]

    venue = given.house(platform)
    kept, rejected = (given.offer(platform, venue, given.ticket()) for _ in range(2))
    reported(platform, "ana", offer=kept)
    content(report(platform, rejected, "ana"), 201)
    settled(platform)
    content(decide(platform, kept, "keep"))
    assert to_members() == []
    content(decide(platform, rejected, "reject"))
    (subject,) = to_members()
    assert subject.startswith("Votre offre est retirée")


@pytest.mark.usefixtures("accounts_of_all")
def test_a_hold_that_was_decided_before_its_mail_left_is_not_mailed(
    platform: Platform, inbox: Mailbox
) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    reported(platform, *PEOPLE, offer=offer)
    content(decide(platform, offer, "keep"))
    send(platform)
    subjects_ = [str(mail["Subject"]) for mail in inbox() if offer.name in str(mail["Subject"])]
    assert not any("vérification" in one for one in subjects_)


def test_accounts_without_a_pass_report_and_hold_nothing(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    for uid in PEOPLE:
        content(report(platform, offer, uid), 201)
    assert given.the_offer(platform, offer.id).publication == "published"
    assert queue(platform)[0]["reports"] == 5


@pytest.mark.usefixtures("accounts_of_all")
@pytest.mark.parametrize("decision", ["keep", "reject"])
def test_everybody_who_reported_is_answered_with_the_decision_and_its_ground(
    platform: Platform, inbox: Mailbox, decision: str
) -> None:
    offer = reported(platform, "ana", "zoe")
    settled(platform)
    answer = content(decide(platform, offer, decision))
    assert (answer["status"], answer["decision"], answer["ground"]) == ("decided", decision, GROUND)
    # A repeat changes nothing, and another decision is refused.
    assert content(decide(platform, offer, decision)) == answer
    other = "reject" if decision == "keep" else "keep"
    assert refused(decide(platform, offer, other)) == (409, "reports_decided")
    send(platform)
    mails = [mail for mail in inbox() if str(mail["To"]) != f"{MEMBER}@demo.test"]
    title = "Réponse à votre signalement : Nuit du jazz"
    assert subjects(mails) == [("ana@demo.test", title), ("zoe@demo.test", title)]
    assert all(GROUND in words(mail) for mail in mails)
    said = "a été retirée du pass culture" if decision == "reject" else "L’offre reste proposée"
    assert all(said in words(mail) for mail in mails)
    after = given.the_offer(platform, offer.id)
    assert after.publication == ("rejected" if decision == "reject" else "published")
    assert queue(platform) == []


@pytest.mark.parametrize(("act", "decision"), [("approve", "keep"), ("reject", "reject")])
def test_a_decision_in_the_queue_of_offers_answers_reports_too(
    platform: Platform, act: str, decision: str
) -> None:
    offer = reported(platform, *PEOPLE)
    body = {"reason": GROUND} if act == "reject" else None
    content(admin(platform, "POST", f"/v1/offers/{offer.id}/{act}", body))
    (case,) = queue(platform, "decided")
    assert case["decision"] == decision
    answered = given.documents(platform, "offer_reports").values()
    assert [one["decision"] for one in answered] == [decision] * 5
    # After that, five others are needed to hold it again.
    if act == "approve":
        given.beneficiary(platform, "noa")
        content(report(platform, offer, "noa"), 201)
        assert given.the_offer(platform, offer.id).publication == "published"
        assert queue(platform)[0]["reports"] == 1


def test_people_who_report_at_once_are_all_counted(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    for uid in PEOPLE:
        given.beneficiary(platform, uid)
    # Each of them clicks twice.
    answers = given.at_once(lambda n: report(platform, offer, PEOPLE[n % 5]).status_code, 10)
    assert answers == [201] * 10
    assert queue(platform)[0]["reports"] == 5
    assert given.the_offer(platform, offer.id).publication == "pending"


def test_an_erased_person_leaves_no_report(platform: Platform) -> None:
    offer = reported(platform, *PEOPLE[:4])
    given.do(platform, erasure_service.erase, "ana", email="ana@demo.test")
    assert "ana" not in {
        one["person_id"] for one in given.documents(platform, "offer_reports").values()
    }
    given.beneficiary(platform, "mia")
    content(report(platform, offer, "mia"), 201)
    assert given.the_offer(platform, offer.id).publication == "published"
    assert queue(platform)[0]["reports"] == 4


def test_reports_are_forgotten_after_13_months(platform: Platform, clock: HandClock) -> None:
    reported(platform, "ana")
    clock.move(days=394)
    assert given.run(platform, "forget-reports").counts == {"forgotten": 0}
    clock.move(days=1)
    assert given.run(platform, "forget-reports").counts == {"forgotten": 1}
    assert given.documents(platform, "offer_reports") == {}
    assert queue(platform) == []


@pytest.mark.parametrize(
    "body", [{"reason": "other"}, {"reason": "improper", "text": "Pas culturel."}, {"reason": "x"}]
)
def test_a_text_belongs_to_other(platform: Platform, body: dict[str, str]) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    path = f"/v1/offers/{offer.id}/reports"
    assert refused(given.call(platform, "POST", path, body, uid="ana")) == (400, "malformed")
    assert given.documents(platform, "offer_reports") == {}


def test_a_draft_cannot_be_reported(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket(), published=False)
    assert refused(report(platform, offer, "ana")) == (404, "unknown_offer")


def test_a_person_cannot_flood_the_queue(platform: Platform, clock: HandClock) -> None:
    house = given.house(platform)
    made = [given.offer(platform, house, given.ticket(), name=f"Jazz {n}") for n in range(11)]
    answers = [report(platform, offer, MEMBER) for offer in made]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert answers[-1].headers["Retry-After"] == "7200"
    clock.move(hours=2)
    assert report(platform, made[-1], MEMBER).status_code == 201
