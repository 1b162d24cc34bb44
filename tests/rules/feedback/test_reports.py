"""Decisions about reports of offers: who counts, when an offer is held, and what is left."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from functions.feedback.reports import rules
from functions.feedback.reports.models import (
    OfferReport,
    OfferReportsDecided,
    ReportCase,
    ReportOffer,
)
from functions.kernel.values import replace
from functions.offers.models import Publication, Review
from functions.offers.publish import rules as publish_rules
from functions.offers.review import rules as review_rules
from functions.offers.screening.rules import REPORTED, flags_of, reasons_of
from tests.support.offer_values import drafted

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OFFER = drafted()


def reported(case: ReportCase | None, uid: str, *, is_counted: bool = True) -> ReportCase:
    case = rules.opened(case, "offer", now=NOW)
    return rules.with_report(case, report_by(uid, case, is_counted=is_counted))


def report_by(uid: str, case: ReportCase, *, is_counted: bool = True) -> OfferReport:
    command = ReportOffer(offer_id="offer", person_id=uid, reason="improper")
    return rules.new_report(command, case, report_id=uid, is_counted=is_counted, now=NOW)


def case_of(*uids: str, is_counted: bool = True) -> ReportCase:
    case = None
    for uid in uids:
        case = reported(case, uid, is_counted=is_counted)
    assert case is not None
    return case


def test_so_many_counted_reports_hold_an_offer_once() -> None:
    assert not rules.must_be_held(case_of("a", "b"), reports_to_hold=3)
    full = case_of("a", "b", "c")
    assert rules.must_be_held(full, reports_to_hold=3)
    assert not rules.must_be_held(replace(full, held_at=NOW), reports_to_hold=3)


def test_reports_of_accounts_without_a_pass_are_listed_and_hold_nothing() -> None:
    case = case_of("a", "b", "c", "d", is_counted=False)
    assert (case.reports, case.counted) == (4, 0)
    assert not rules.must_be_held(case, reports_to_hold=3)


def test_a_decision_ends_a_round_and_the_next_report_begins_another() -> None:
    decided = rules.decide(case_of("a", "b"), "keep", ground="Rien.", by="boss", now=NOW + DAY)
    assert decided.status == "decided"
    assert rules.decide(decided, "keep", ground="Autre.", by="boss", now=NOW) == decided
    with pytest.raises(rules.ReportsDecided):
        rules.decide(decided, "reject", ground="Si.", by="boss", now=NOW)
    following = reported(decided, "c")
    assert (following.round, following.reports, following.status) == (2, 1, "open")
    assert following.decision is None


def test_an_erased_report_no_longer_counts() -> None:
    case = case_of("a", "b")
    left = rules.without_report(case, report_by("a", case))
    assert (left.reports, left.counted, left.status) == (1, 1, "open")
    assert rules.without_report(left, report_by("b", case)).status == "decided"
    held = replace(left, held_at=NOW)
    assert rules.without_report(held, report_by("b", case)).status == "open"
    decided = rules.decide(case, "keep", ground="Rien.", by="boss", now=NOW)
    assert rules.without_report(decided, report_by("a", case)) == decided


def test_a_report_is_answered_once_and_only_for_its_own_round() -> None:
    report = report_by("a", case_of("a"))
    event = OfferReportsDecided(
        subject_id="offer", revision=1, at=NOW + DAY, decision="keep", ground="Rien."
    )
    answered = rules.with_decision(report, event, now=event.at)
    assert (answered.decision, answered.ground, answered.answered_at) == (
        "keep",
        "Rien.",
        NOW + DAY,
    )
    later = replace(event, decision="reject")
    assert rules.with_decision(answered, later, now=NOW) == answered
    assert rules.with_decision(report, replace(event, revision=2), now=NOW) == report


@pytest.mark.parametrize("publication", get_args(Publication))
def test_only_what_people_can_have_seen_is_reported(publication: Publication) -> None:
    can_be = rules.can_be_reported(replace(OFFER, publication=publication))
    assert can_be == (publication in ("published", "pending", "unpublished"))


# The offer


def test_a_held_offer_stays_held_when_it_is_withdrawn_and_published_again() -> None:
    held = review_rules.hold(replace(OFFER, publication="published", is_listed=True), now=NOW)
    assert (held.publication, held.is_listed, held.pending_since) == ("pending", False, NOW)
    assert reasons_of(held.review.flags) == {
        REPORTED: "Plusieurs personnes ont signalé cette offre."
    }
    withdrawn = publish_rules.unpublish(held)
    again = publish_rules.screen(withdrawn, flags=flags_of(withdrawn), now=NOW + DAY)
    assert again.publication == "pending"


def test_a_kept_offer_is_published_again_and_later_reports_hold_it_again() -> None:
    held = review_rules.hold(replace(OFFER, publication="published", is_listed=True), now=NOW)
    kept = review_rules.keep(held, by="boss", now=NOW + DAY)
    assert (kept.publication, kept.is_listed, kept.pending_since) == ("published", True, None)
    assert review_rules.keep(kept, by="other", now=NOW) == kept
    assert publish_rules.screen(kept, flags=flags_of(kept), now=NOW).publication == "published"
    assert review_rules.hold(kept, now=NOW).publication == "pending"


def test_keeping_an_offer_leaves_what_another_rule_holds() -> None:
    review = Review(flags=("looks_like_money", REPORTED), is_reported=True)
    held = replace(OFFER, publication="pending", pending_since=NOW, review=review)
    kept = review_rules.keep(held, by="boss", now=NOW + DAY)
    assert (kept.publication, kept.pending_since) == ("pending", NOW)
    assert kept.review.flags == ("looks_like_money",)


@pytest.mark.parametrize("publication", ["draft", "pending", "unpublished", "rejected", "closed"])
def test_only_a_published_offer_is_held(publication: Publication) -> None:
    offer = replace(OFFER, publication=publication)
    assert review_rules.hold(offer, now=NOW) == offer
