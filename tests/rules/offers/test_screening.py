"""The rules that hold an offer for review, and the details it may have."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from functions.accounts.offerers.models import Offerer
from functions.kernel.values import replace
from functions.kernel.web_addresses import UrlInvalid
from functions.offers import rules as offers_rules
from functions.offers.categories.models import DetailName
from functions.offers.categories.rules import category, proposed_categories
from functions.offers.details import rules as details_rules
from functions.offers.models import Details, Image, Offer, Publication, Review, StockSummary
from functions.offers.publish import rules as publish_rules
from functions.offers.publish.models import DraftOffer
from functions.offers.review import rules as review_rules
from functions.offers.screening.data import ReviewRule, shipped_rules
from functions.offers.screening.rules import flags_of, reasons_of
from tests.support.offer_values import COMMAND, OFFERER, VENUE

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def drafted(**facts: Any) -> Offer:
    told = {**facts, "details": Details(**facts.get("details", {}))}
    command: DraftOffer = replace(COMMAND, **told)
    return publish_rules.draft(command, venue=VENUE, category=category(command.category), now=NOW)


def offer(*prices: int, **facts: Any) -> Offer:
    """Return a draft that lacks nothing, with stocks at these prices."""
    stocks = tuple(
        StockSummary(id=f"o1~{number}", price_cents=price) for number, price in enumerate(prices)
    )
    return replace(
        drafted(**facts), image=Image(upload_id="u1", generation=1, paths={}), stocks=stocks
    )


# The rules


@pytest.mark.parametrize(
    ("facts", "flags"),
    [
        ({}, ()),
        ({"name": "Carte cadeau 50 €"}, ("looks_like_money",)),
        ({"name": "CARTES-CADEAUX"}, ("looks_like_money",)),
        ({"description": "Un chèque cadeau."}, ("looks_like_money",)),
        ({"description": "Un cheque cadeau."}, ("looks_like_money",)),
        ({"description": "Une carte, un cadeau."}, ()),
        ({"description": "Le cadeau d'une carte"}, ()),
        ({"name": "Cashmere et laine"}, ()),
        ({"details": {"performer": "Johnny Cash"}}, ()),
        ({"details": {"performer": "Dix euros en cash"}}, ("looks_like_money",)),
        ({"details": {"withdrawal_details": "Écris-moi sur WhatsApp"}}, ("asks_for_contact",)),
        (
            {"name": "Revente", "description": "telegram"},
            ("looks_like_money", "asks_for_contact"),
        ),
    ],
)
def test_words_flag_an_offer_whatever_their_case_and_accents(
    facts: dict[str, Any], flags: tuple[str, ...]
) -> None:
    assert flags_of(offer(1000, **facts)) == flags


def test_what_a_price_is_called_is_read_too() -> None:
    before = offer(1000)
    (stock,) = before.stocks
    labelled = replace(before, stocks=(replace(stock, price_label="Carte cadeau"),))
    assert flags_of(labelled) == ("looks_like_money",)


@pytest.mark.parametrize(
    ("kind", "prices", "flags"),
    [
        ("instrument_purchase", (25_000,), ()),
        ("instrument_purchase", (25_001,), ("expensive_instrument",)),
        ("instrument_purchase", (100, 30_000, 200), ("expensive_instrument",)),
        ("instrument_purchase", (), ()),
        ("concert", (30_000,), ()),
        ("instrument_voucher", (0,), ("voucher",)),
    ],
)
def test_a_rule_fits_when_all_that_it_names_fits(
    kind: str, prices: tuple[int, ...], flags: tuple[str, ...]
) -> None:
    assert flags_of(offer(*prices, category=kind)) == flags


def test_a_keyword_with_a_category_flags_that_category_alone() -> None:
    rule = ReviewRule(id="r", reason="x", keywords=("jazz",), categories=("show",))
    assert flags_of(offer(category="show"), [rule]) == ("r",)
    assert flags_of(offer(), [rule]) == ()
    assert flags_of(offer(category="show", name="Bal"), [rule]) == ()


def test_every_shipped_rule_has_a_reason_and_an_id_of_its_own() -> None:
    shipped = shipped_rules()
    assert len({rule.id for rule in shipped}) == len(shipped) > 3
    known = {found.id for found in proposed_categories()}
    for rule in shipped:
        assert rule.reason.endswith(".")
        assert set(rule.categories) <= known
    assert reasons_of(("voucher", "gone")) == {
        "voucher": "Un bon d'achat est vérifié avant d'être publié.",
        "gone": "",
    }


@pytest.mark.parametrize("facts", [{}, {"keywords": ("…",)}, {"keywords": ("jazz", "")}])
def test_a_rule_that_would_hold_everything_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="r "):
        ReviewRule(id="r", reason="x", **facts)


# What an administrator decides


def published(of: Offer, *, flags: tuple[str, ...] = (), offerer: Offerer = OFFERER) -> Offer:
    kind = category(of.category)
    return publish_rules.publish(of, category=kind, offerer=offerer, flags=flags, now=NOW)


def test_what_is_flagged_waits_and_says_since_when_and_why() -> None:
    held = published(offer(1000), flags=("voucher",))
    assert (held.publication, held.is_listed, held.published_at) == ("pending", False, None)
    assert (held.pending_since, held.review.flags) == (NOW, ("voucher",))


def test_what_is_approved_is_out_and_is_not_held_for_the_same_again() -> None:
    held = published(offer(1000), flags=("voucher", "expensive_instrument"))
    out = review_rules.approve(held, by="admin", now=NOW + HOUR)
    assert (out.publication, out.is_listed, out.pending_since) == ("published", True, None)
    assert out.published_at == NOW + HOUR
    assert (out.review.flags, out.review.by, out.review.at) == ((), "admin", NOW + HOUR)
    assert review_rules.approve(out, by="other", now=NOW + DAY) is out
    assert publish_rules.screen(out, flags=("voucher",), now=NOW + DAY).is_listed
    again = publish_rules.screen(out, flags=("voucher", "looks_like_money"), now=NOW + DAY)
    assert (again.publication, again.review.flags) == ("pending", ("looks_like_money",))
    assert again.published_at == NOW + HOUR


@pytest.mark.parametrize("state", get_args(Publication))
def test_only_what_waits_is_approved(state: Publication) -> None:
    before = replace(offer(1000), publication=state)
    if state in ("pending", "published"):
        assert review_rules.approve(before, by="admin", now=NOW).publication == "published"
    else:
        with pytest.raises(review_rules.OfferNotPending):
            review_rules.approve(before, by="admin", now=NOW)


@pytest.mark.parametrize("state", get_args(Publication))
def test_anything_that_is_not_gone_is_rejected_for_good(state: Publication) -> None:
    before = replace(offer(1000), publication=state, is_listed=state == "published")
    if state == "closed":
        with pytest.raises(offers_rules.OfferGone):
            review_rules.reject(before, reason="Non.", by="admin", now=NOW)
        return
    out = review_rules.reject(before, reason="Non.", by="admin", now=NOW)
    if state == "rejected":
        assert out is before
        return
    assert (out.publication, out.is_listed, out.review.reason) == ("rejected", False, "Non.")
    assert review_rules.reject(out, reason="Encore.", by="other", now=NOW + DAY) is out
    assert publish_rules.unpublish(out) is out
    with pytest.raises(publish_rules.OfferNotEditable):
        published(out)


@pytest.mark.behaviour(80)
@pytest.mark.parametrize("state", get_args(Publication))
def test_what_has_ended_or_waits_is_not_edited(state: Publication) -> None:
    before = replace(offer(1000), publication=state)
    if state in ("rejected", "closed", "pending"):
        with pytest.raises(publish_rules.OfferNotEditable):
            publish_rules.check_editable(before)
    else:
        publish_rules.check_editable(before)


def test_an_end_stays_what_it_is_when_the_offerer_is_closed() -> None:
    rejected = replace(offer(1000), publication="rejected", review=Review(reason="Non."))
    assert publish_rules.close(rejected) is rejected
    closed = publish_rules.close(offer(1000))
    assert closed.publication == "closed"
    assert publish_rules.close(closed) is closed


def test_what_waits_can_be_withdrawn_and_is_what_it_was_before() -> None:
    held = published(offer(1000), flags=("voucher",))
    draft = publish_rules.unpublish(held)
    assert (draft.publication, draft.pending_since, draft.review) == ("draft", None, Review())
    once_out = replace(held, published_at=NOW - DAY)
    assert publish_rules.unpublish(once_out).publication == "unpublished"


def test_what_is_scheduled_counts_as_published_from_when_it_is_seen() -> None:
    later = published(offer(1000, publish_at=NOW + DAY))
    assert (later.is_listed, later.published_at) == (True, NOW + DAY)
    past = published(replace(offer(1000), publish_at=NOW - DAY))
    assert past.published_at == NOW


# What an offer may tell


@pytest.mark.behaviour(83)
@pytest.mark.parametrize(
    ("name", "is_good"),
    [
        ("9782070368228", False),
        ("Le livre 9782070368228", False),
        ("n°97820703682281", False),
        ("978207036822", True),
        ("978-2-07-036822-8", True),
        ("1984", True),
    ],
)
def test_a_name_holds_no_ean(name: str, is_good: bool) -> None:
    if is_good:
        assert drafted(name=name).name == name
    else:
        with pytest.raises(publish_rules.NameHasEan):
            drafted(name=name)


@pytest.mark.parametrize(
    ("ean", "is_good"),
    [
        ("9782070368228", True),
        ("9791032305690", True),
        ("3283950987512", False),
        ("9782070368229", False),
        ("978207036822", False),
        ("97820703682281", False),
        ("978207036822X", False),
        ("９７８２０７０３６８２２８", False),
        ("", False),
    ],
)
def test_an_ean_has_13_digits_and_a_right_check_digit(ean: str, is_good: bool) -> None:
    facts = {"category": "paper_book", "details": {"ean": ean}}
    if is_good:
        assert drafted(**facts).details.ean == ean
    else:
        with pytest.raises(details_rules.EanInvalid):
            drafted(**facts)


@pytest.mark.parametrize("kind", [found.id for found in proposed_categories()])
def test_a_category_lists_the_details_of_its_offers(kind: str) -> None:
    found = category(kind)
    url = None if found.place == "offline" else "https://culture.test"
    for name in get_args(DetailName):
        value = "9782070368228" if name == "ean" else "X"
        facts = {"category": kind, "url": url, "details": {name: value}}
        if name in found.details:
            assert getattr(drafted(**facts).details, name) == value
        else:
            with pytest.raises(details_rules.DetailNotAllowed) as refused:
                drafted(**facts)
            assert refused.value.facts == {"detail": name}


def test_details_of_all_are_for_all() -> None:
    told = {
        "duration_minutes": 90,
        "withdrawal_details": "À l'accueil.",
        "booking_email": "accueil@lieu.test",
        "external_ticket_url": "https://billets.test",
    }
    assert drafted(details=told).details == Details(**told)  # type: ignore[arg-type]
    with pytest.raises(UrlInvalid):
        drafted(details={"external_ticket_url": "billets.test"})


def test_tickets_are_handed_out_for_events_and_some_of_them_ahead_of_time() -> None:
    for kind in ("no_ticket", "in_app", "on_site", "by_email"):
        assert drafted(details={"withdrawal_type": kind}).details.withdrawal_type == kind
        with pytest.raises(details_rules.DetailNotAllowed) as refused:
            drafted(category="paper_book", details={"withdrawal_type": kind})
        assert refused.value.facts == {"detail": "withdrawal_type"}
        ahead = {"withdrawal_type": kind, "withdrawal_delay_minutes": 30}
        if kind in ("on_site", "by_email"):
            assert drafted(details=ahead).details.withdrawal_delay_minutes == 30
        else:
            with pytest.raises(details_rules.DelayNotAllowed):
                drafted(details=ahead)
    with pytest.raises(details_rules.DelayNotAllowed):
        drafted(details={"withdrawal_delay_minutes": 30})


@pytest.mark.parametrize("field", ["publish_at", "bookable_from"])
@pytest.mark.parametrize(("at", "is_good"), [(NOW - DAY, False), (NOW, False), (NOW + HOUR, True)])
def test_what_is_planned_is_ahead(field: str, at: datetime, is_good: bool) -> None:
    facts: dict[str, Any] = {field: at}
    if is_good:
        assert getattr(drafted(**facts), field) == at
    else:
        with pytest.raises(offers_rules.InThePast) as refused:
            drafted(**facts)
        assert refused.value.facts == {"field": field}


def test_what_was_planned_and_has_come_stays_as_it_is() -> None:
    before = drafted(publish_at=NOW + HOUR)
    publish_rules.check_schedule(before, former=before, now=NOW + DAY)
    with pytest.raises(offers_rules.InThePast):
        publish_rules.check_schedule(
            replace(before, publish_at=NOW + 2 * HOUR), former=before, now=NOW + DAY
        )
