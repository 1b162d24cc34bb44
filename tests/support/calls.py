"""One call of every route that succeeds, and who may make it: as it is promised to clients."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from functions.kernel.route import Who
from tests.support.server import Json
from tests.support.world import SERIES, SIGNED_IN, SURVEY, World

Route = tuple[str, str]
"""A method and a path, as the API's document has them."""


@dataclass(frozen=True)
class Case:
    """The callers of a route, a call that succeeds for them, and those with another answer.

    `path` names what is called where the world has several; `others` holds status and code by role.
    """

    who: Who
    status: int = 200
    body: Json | None = None
    path: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    role: str | None = None

    @property
    def by(self) -> str:
        """Return the role of somebody who may make the call."""
        return self.role or WHO_MAY[self.who]


_SIGN_UP = {
    "first_name": "Léa",
    "last_name": "Schmitt",
    "birth_date": "{eighteen}",
    "postal_code": "67000",
    "accepts_terms": True,
}
_OFFERER = {
    "siren": "{unused_siren}",
    "name": "Éditions",
    "postal_code": "67000",
    "city": "Strasbourg",
}
_VENUE = {
    "offerer_siren": "{siren}",
    "name": "Deuxième lieu",
    "comment": "Sans SIRET",
    "address": "2 rue du Dôme",
    "postal_code": "67000",
    "city": "Strasbourg",
}
_OFFER = {"venue_id": "{venue_id}", "name": "Un livre", "category": "paper_book"}

_NOT_ACTIVE = (409, "not_active")
_NOT_THEIRS = (404, "unknown_booking")
_SIGNED_UP = (409, "already_signed_up")

_NOT_THEIR_STOCK = dict.fromkeys(
    ("member of another offerer", "member of a pending offerer", "API key of another"),
    (404, "unknown_stock"),
)

_NO_EXPORT = {role: (404, "unknown_export") for role in SIGNED_IN if role != "account without role"}

CASES: dict[Route, Case] = {
    ("POST", "/v1/beneficiaries"): Case(
        Who.SIGNED_IN,
        201,
        _SIGN_UP,
        others={
            "pending beneficiary": _SIGNED_UP,
            "beneficiary": _SIGNED_UP,
            "another beneficiary": _SIGNED_UP,
            "suspended beneficiary": _SIGNED_UP,
        },
    ),
    ("POST", "/v1/beneficiaries/{beneficiary_id}/activate"): Case(
        Who.SUPPORT, path="/v1/beneficiaries/{pending_id}/activate"
    ),
    ("POST", "/v1/beneficiaries/{beneficiary_id}/suspend"): Case(
        Who.SUPPORT, body={"reason": "fraud"}
    ),
    ("POST", "/v1/beneficiaries/{beneficiary_id}/unsuspend"): Case(
        Who.SUPPORT, path="/v1/beneficiaries/{suspended_id}/unsuspend"
    ),
    ("GET", "/v1/beneficiaries"): Case(Who.SUPPORT),
    ("GET", "/v1/eligibility"): Case(
        Who.ANYONE, query={"birth_date": "{eighteen}", "postal_code": "67000"}
    ),
    ("POST", "/v1/beneficiaries/{beneficiary_id}/bonus"): Case(
        # The pilot has none, and the answer says so.
        Who.SUPPORT,
        409,
        others=dict.fromkeys(("support", "administrator"), (409, "no_bonus")),
    ),
    ("GET", "/v1/acts"): Case(Who.OFFICE, query={"target": "offerers:{siren}"}),
    ("POST", "/v1/comments"): Case(
        Who.OFFICE, 201, {"target": "offerers:{siren}", "comment": "Appelé ce matin."}
    ),
    ("GET", "/v1/administrators"): Case(Who.ADMIN),
    ("PUT", "/v1/administrators/{administrator_id}"): Case(
        Who.ADMIN, body={"roles": ["support", "review"]}, path="/v1/administrators/{staff_id}"
    ),
    ("GET", "/v1/me"): Case(Who.SIGNED_IN),
    ("GET", "/v1/me/notification-settings"): Case(Who.SIGNED_IN),
    ("PUT", "/v1/me/notification-settings"): Case(Who.SIGNED_IN, body={"expiring_bookings": False}),
    ("GET", "/v1/venues/{venue_id}/notification-settings"): Case(Who.MEMBER),
    ("PUT", "/v1/venues/{venue_id}/notification-settings"): Case(
        Who.MEMBER, body={"bookings": False}
    ),
    ("POST", "/v1/me/suspend"): Case(Who.BENEFICIARY),
    ("POST", "/v1/me/unsuspend"): Case(
        Who.BENEFICIARY,
        others={"suspended beneficiary": (409, "suspended")},
        role="beneficiary at rest",
    ),
    ("POST", "/v1/me/sign-out"): Case(Who.SIGNED_IN),
    ("GET", "/v1/me/export"): Case(Who.SIGNED_IN),
    ("POST", "/v1/me/exports"): Case(Who.SIGNED_IN, 201, role="beneficiary"),
    ("GET", "/v1/me/exports"): Case(Who.SIGNED_IN),
    ("GET", "/v1/me/exports/latest/file"): Case(Who.SIGNED_IN, others=_NO_EXPORT),
    ("DELETE", "/v1/me"): Case(
        Who.SIGNED_IN, others={"administrator": (409, "last_administrator")}
    ),
    ("POST", "/v1/offerers/{siren}/close"): Case(Who.REVIEW),
    ("POST", "/v1/offerers"): Case(
        Who.SIGNED_IN,
        201,
        _OFFERER,
        others={"suspended member": (403, "professional_suspended")},
    ),
    ("GET", "/v1/offerer-claims"): Case(Who.REVIEW),
    ("GET", "/v1/offerers"): Case(Who.REVIEW),
    ("POST", "/v1/offerers/{siren}/set-aside"): Case(
        Who.REVIEW, body={"comment": "Kbis demandé."}, path="/v1/offerers/{new_siren}/set-aside"
    ),
    ("POST", "/v1/offerers/{siren}/reject"): Case(
        Who.REVIEW, body={"reason": "Pas culturel."}, path="/v1/offerers/{new_siren}/reject"
    ),
    ("POST", "/v1/offerers/{siren}/claims/{founder_id}/set-aside"): Case(
        Who.REVIEW,
        body={"comment": "Mandat demandé."},
        path="/v1/offerers/{new_siren}/claims/{founder_id}/set-aside",
    ),
    ("POST", "/v1/offerers/{siren}/claims/{founder_id}/reject"): Case(
        Who.REVIEW,
        body={"reason": "Sans mandat."},
        path="/v1/offerers/{new_siren}/claims/{founder_id}/reject",
    ),
    ("DELETE", "/v1/offerers/{siren}/claim"): Case(
        Who.SIGNED_IN,
        path="/v1/offerers/{new_siren}/claim",
        others={
            role: (404, "unknown_claim")
            for role in SIGNED_IN
            if role != "member of another offerer"
        },
        role="member of another offerer",
    ),
    ("POST", "/v1/offerers/{siren}/reassign"): Case(Who.REVIEW, body={"email": "{email}"}),
    ("POST", "/v1/offerers/{siren}/validate"): Case(
        Who.REVIEW, path="/v1/offerers/{new_siren}/validate"
    ),
    ("POST", "/v1/offerers/{siren}/members"): Case(
        Who.MEMBER, 201, {"email": "someone@example.test"}
    ),
    ("GET", "/v1/offerers/{siren}/members"): Case(Who.MEMBER),
    ("DELETE", "/v1/offerers/{siren}/members"): Case(Who.MEMBER),
    ("DELETE", "/v1/offerers/{siren}/members/{member_id}"): Case(Who.MEMBER),
    ("DELETE", "/v1/offerers/{siren}/invitations/{invitation_id}"): Case(Who.MEMBER),
    ("POST", "/v1/offerers/{siren}/accept-invitation"): Case(
        Who.SIGNED_IN,
        others={
            role: (403, "not_invited")
            for role in SIGNED_IN
            if role not in ("account without role", "member", "suspended member")
        }
        | {"suspended member": (403, "professional_suspended")},
    ),
    ("GET", "/v1/me/invitations"): Case(Who.SIGNED_IN),
    ("POST", "/v1/offerers/{siren}/decline-invitation"): Case(
        Who.SIGNED_IN,
        others={role: (403, "not_invited") for role in SIGNED_IN if role != "account without role"},
    ),
    ("POST", "/v1/offerers/{siren}/api-keys"): Case(Who.MEMBER, 201),
    ("GET", "/v1/offerers/{siren}/api-keys"): Case(Who.MEMBER),
    ("DELETE", "/v1/offerers/{siren}/api-keys/{prefix}"): Case(Who.MEMBER),
    ("POST", "/v1/professionals/{professional_id}/suspend"): Case(
        Who.SUPPORT, body={"reason": "fraud"}
    ),
    ("POST", "/v1/professionals/{professional_id}/unsuspend"): Case(
        Who.SUPPORT, path="/v1/professionals/{suspended_member_id}/unsuspend"
    ),
    ("POST", "/v1/offerers/{siren}/bank-accounts"): Case(
        Who.MEMBER,
        201,
        {"label": "Compte courant", "holder": "Éditions", "iban": "ES9121000418450200051332"},
    ),
    ("GET", "/v1/offerers/{siren}/bank-accounts"): Case(Who.MEMBER),
    ("GET", "/v1/bank-accounts"): Case(Who.FINANCE, query={"state": "pending"}),
    ("POST", "/v1/bank-accounts/{account_id}/accept"): Case(
        Who.FINANCE, path="/v1/bank-accounts/{pending_account_id}/accept"
    ),
    ("POST", "/v1/bank-accounts/{account_id}/refuse"): Case(
        Who.FINANCE,
        body={"reason": "RIB illisible."},
        path="/v1/bank-accounts/{pending_account_id}/refuse",
    ),
    ("POST", "/v1/bank-accounts/{account_id}/close"): Case(
        Who.FINANCE, body={"reason": "Compte usurpé."}
    ),
    ("DELETE", "/v1/bank-accounts/{account_id}"): Case(Who.MEMBER),
    ("PUT", "/v1/bank-accounts/{account_id}/venues"): Case(Who.MEMBER, body={"venue_ids": []}),
    ("GET", "/v1/venues/{venue_id}/bank-accounts"): Case(Who.MEMBER_OR_ADMIN),
    ("GET", "/v1/account-moves"): Case(Who.FINANCE),
    ("POST", "/v1/account-moves/{venue_id}/accept"): Case(
        Who.FINANCE, body={"account_id": "{proposed_account_id}"}
    ),
    ("POST", "/v1/account-moves/{venue_id}/refuse"): Case(Who.FINANCE),
    ("POST", "/v1/reimbursement-batches"): Case(Who.FINANCE, 201),
    ("GET", "/v1/reimbursement-batches"): Case(Who.FINANCE),
    ("GET", "/v1/reimbursement-batches/{batch_id}"): Case(
        Who.FINANCE, path="/v1/reimbursement-batches/{prepared_batch_id}"
    ),
    ("GET", "/v1/reimbursement-batches/{batch_id}/payouts"): Case(
        Who.FINANCE, path="/v1/reimbursement-batches/{prepared_batch_id}/payouts"
    ),
    ("POST", "/v1/reimbursement-batches/{batch_id}/sent"): Case(
        Who.FINANCE, path="/v1/reimbursement-batches/{prepared_batch_id}/sent"
    ),
    ("POST", "/v1/reimbursement-batches/{batch_id}/bank-answers"): Case(
        Who.FINANCE,
        body={"answers": [{"statement_id": "{statement_id}"}]},
        path="/v1/reimbursement-batches/{sent_batch_id}/bank-answers",
    ),
    ("POST", "/v1/reimbursement-batches/{batch_id}/executed"): Case(
        Who.FINANCE, path="/v1/reimbursement-batches/{sent_batch_id}/executed"
    ),
    ("GET", "/v1/reimbursement-batches/{batch_id}/sepa"): Case(
        Who.FINANCE, path="/v1/reimbursement-batches/{prepared_batch_id}/sepa"
    ),
    ("POST", "/v1/reimbursement-incidents"): Case(
        Who.FINANCE,
        201,
        {"booking_id": "{paid_sale_id}", "amount_cents": 100, "reason": "Montant erroné."},
    ),
    ("GET", "/v1/reimbursement-incidents"): Case(Who.FINANCE),
    ("GET", "/v1/offerers/{siren}/revenue"): Case(
        Who.MEMBER_OR_ADMIN, query={"from": "2020-01", "to": "2099-12"}
    ),
    ("GET", "/v1/venues/{venue_id}/unpaid-bookings"): Case(
        Who.MEMBER_OR_ADMIN,
        path="/v1/venues/{pricing_point_id}/unpaid-bookings",
        query={"state": "in_batch"},
    ),
    ("GET", "/v1/offerers/{siren}/statements"): Case(Who.MEMBER_OR_ADMIN),
    ("GET", "/v1/offerers/{siren}/statements/{statement_id}"): Case(Who.MEMBER_OR_ADMIN),
    ("GET", "/v1/offerers/{siren}/statements/{statement_id}/lines"): Case(Who.MEMBER_OR_ADMIN),
    ("GET", "/v1/offerers/{siren}/statements/{statement_id}/pdf"): Case(Who.MEMBER_OR_ADMIN),
    ("GET", "/v1/offerers/{siren}/statements/{statement_id}/csv"): Case(Who.MEMBER_OR_ADMIN),
    ("GET", "/v1/reimbursement-batches/{batch_id}/accounting"): Case(
        Who.FINANCE, path="/v1/reimbursement-batches/{prepared_batch_id}/accounting"
    ),
    ("GET", "/v1/payout-debts"): Case(Who.FINANCE),
    ("POST", "/v1/payout-debts/{account_id}/debit-note"): Case(Who.FINANCE),
    ("POST", "/v1/commercial-gestures"): Case(
        Who.FINANCE,
        201,
        {"venue_id": "{venue_id}", "amount_cents": 900, "reason": "Panne du guichet."},
    ),
    ("GET", "/v1/commercial-gestures"): Case(Who.FINANCE),
    ("POST", "/v1/commercial-gestures/{gesture_id}/approve"): Case(Who.FINANCE),
    ("POST", "/v1/commercial-gestures/{gesture_id}/refuse"): Case(Who.FINANCE),
    ("POST", "/v1/venues"): Case(Who.MEMBER, 201, _VENUE),
    ("GET", "/v1/offerers/{siren}/venues"): Case(Who.MEMBER),
    ("GET", "/v1/offerers/{siren}"): Case(Who.MEMBER_OR_ADMIN),
    ("PATCH", "/v1/venues/{venue_id}"): Case(Who.MEMBER, body={"name": "Autre lieu"}),
    ("PUT", "/v1/venues/{venue_id}/pricing-point"): Case(
        Who.MEMBER, body={"pricing_point_id": "{pricing_point_id}"}
    ),
    ("POST", "/v1/reimbursement-rules"): Case(
        Who.FINANCE,
        201,
        {
            "siren": "{siren}",
            "rate": 9_000,
            "categories": ["paper_book"],
            "used_from": "2090-01-01",
            "comment": "Convention signée.",
        },
    ),
    ("GET", "/v1/reimbursement-rules"): Case(Who.FINANCE),
    ("PATCH", "/v1/reimbursement-rules/{rule_id}"): Case(
        Who.FINANCE, body={"used_before": "2095-01-01"}
    ),
    ("GET", "/v1/venues/{venue_id}"): Case(Who.ANYONE),
    ("GET", "/v1/venues/{venue_id}/offers"): Case(Who.ANYONE),
    ("POST", "/v1/offers"): Case(Who.OFFERS, 201, _OFFER),
    ("PATCH", "/v1/offers/{offer_id}"): Case(Who.OFFERS, body={"name": "Autre"}),
    ("POST", "/v1/offers/{offer_id}/image"): Case(
        Who.OFFERS, 201, {"content_type": "image/png", "size_bytes": 1_000}
    ),
    ("POST", "/v1/offers/{offer_id}/stocks"): Case(Who.OFFERS, 201, {"price_cents": 500}),
    ("PATCH", "/v1/stocks/{stock_id}"): Case(Who.OFFERS, body={"price_cents": 500}),
    ("DELETE", "/v1/stocks/{stock_id}"): Case(Who.OFFERS),
    ("POST", "/v1/offers/{offer_id}/duplicate"): Case(
        # Its copies of a picture would not go with the documents.
        Who.MEMBER,
        201,
        path="/v1/offers/{event_id}/duplicate",
    ),
    ("POST", "/v1/offers/{offer_id}/price-categories"): Case(
        Who.MEMBER, 201, {"label": "Plein tarif", "price_cents": 1_500}
    ),
    ("PATCH", "/v1/offers/{offer_id}/price-categories/{category_id}"): Case(
        Who.MEMBER,
        body={"price_cents": 600},
        path="/v1/offers/{event_id}/price-categories/{category_id}",
    ),
    ("DELETE", "/v1/offers/{offer_id}/price-categories/{category_id}"): Case(
        Who.MEMBER, path="/v1/offers/{event_id}/price-categories/{category_id}"
    ),
    ("GET", "/v1/offers/{offer_id}/stocks"): Case(Who.ANYONE),
    ("POST", "/v1/offers/{offer_id}/stocks/series"): Case(
        Who.MEMBER,
        body={**SERIES, "first_day": "2090-01-01"},
        path="/v1/offers/{event_id}/stocks/series",
    ),
    ("POST", "/v1/offers/{offer_id}/stocks/move"): Case(
        Who.MEMBER, body={"days": 1}, path="/v1/offers/{event_id}/stocks/move"
    ),
    ("POST", "/v1/offers/{offer_id}/stocks/price"): Case(
        Who.MEMBER, body={"price_cents": 800}, path="/v1/offers/{event_id}/stocks/price"
    ),
    ("POST", "/v1/offers/{offer_id}/stocks/quantity"): Case(
        Who.MEMBER, body={"quantity": 80}, path="/v1/offers/{event_id}/stocks/quantity"
    ),
    ("POST", "/v1/offers/{offer_id}/stocks/delete"): Case(
        Who.MEMBER,
        body={"stocks": {"weekdays": [5]}},
        path="/v1/offers/{event_id}/stocks/delete",
    ),
    ("GET", "/v1/offers/{offer_id}/stock-batch"): Case(
        Who.MEMBER, path="/v1/offers/{event_id}/stock-batch"
    ),
    ("GET", "/v1/stock-batches/{batch_id}"): Case(Who.MEMBER),
    ("POST", "/v1/stock-batches/{batch_id}/resume"): Case(
        Who.MEMBER, path="/v1/stock-batches/{stopped_id}/resume"
    ),
    ("POST", "/v1/stocks/{stock_id}/activation-codes"): Case(
        Who.OFFERS,
        body={"codes": ["A-1", "A-2"]},
        path="/v1/stocks/{online_id}/activation-codes",
    ),
    ("GET", "/v1/stocks/{stock_id}/activation-codes"): Case(Who.OFFERS),
    ("POST", "/v1/offers/{offer_id}/publish"): Case(
        Who.OFFERS, path="/v1/offers/{draft_id}/publish"
    ),
    ("POST", "/v1/offers/{offer_id}/unpublish"): Case(Who.OFFERS),
    ("GET", "/v1/offerers/{siren}/offers"): Case(Who.OFFERS),
    ("GET", "/v1/offers/{offer_id}/own"): Case(Who.OFFERS),
    ("PUT", "/v1/partner/products"): Case(
        Who.OFFERS,
        body={
            "venue_id": "{venue_id}",
            "products": [
                {
                    "ean": "9782070612758",
                    "price_cents": 800,
                    "quantity": 12,
                    "name": "Le Petit Prince",
                    "category": "paper_book",
                }
            ],
        },
    ),
    ("GET", "/v1/partner/products"): Case(Who.OFFERS, query={"venue_id": "{venue_id}"}),
    ("PUT", "/v1/offerers/{siren}/webhook"): Case(
        Who.MEMBER, body={"url": "https://caisse.example/autre"}
    ),
    ("GET", "/v1/offerers/{siren}/webhook"): Case(Who.MEMBER),
    ("POST", "/v1/offerers/{siren}/webhook/rotate-secret"): Case(Who.MEMBER),
    ("DELETE", "/v1/offerers/{siren}/webhook"): Case(Who.MEMBER),
    ("GET", "/v1/offerers/{siren}/webhook/deliveries"): Case(Who.MEMBER),
    ("POST", "/v1/offerers/{siren}/webhook/deliveries/{delivery_id}/redeliver"): Case(Who.MEMBER),
    ("GET", "/v1/pending-offers"): Case(Who.REVIEW),
    ("POST", "/v1/offer-decisions"): Case(
        Who.REVIEW,
        body={
            "decisions": [
                {"offer_id": "{flagged_id}", "decision": "approve"},
                {"offer_id": "{offer_id}", "decision": "reject", "reason": "Pas culturel."},
            ]
        },
    ),
    ("POST", "/v1/offers/{offer_id}/approve"): Case(
        Who.REVIEW, path="/v1/offers/{flagged_id}/approve"
    ),
    ("POST", "/v1/offers/{offer_id}/reject"): Case(
        Who.REVIEW, body={"reason": "Ce n'est pas une offre culturelle."}
    ),
    ("POST", "/v1/offers/{offer_id}/reports"): Case(
        Who.SIGNED_IN, 201, {"reason": "other", "text": "Ce n'est pas le bon auteur."}
    ),
    ("POST", "/v1/feedback"): Case(
        Who.SIGNED_IN, 201, {"category": "idea", "text": "Plus de théâtre, s'il vous plaît."}
    ),
    ("GET", "/v1/feedback"): Case(Who.SUPPORT),
    ("POST", "/v1/feedback/{feedback_id}/answer"): Case(
        Who.SUPPORT, body={"answer": "Merci, nous en parlons aux salles."}
    ),
    ("POST", "/v1/surveys"): Case(Who.ADMIN, 201, SURVEY),
    ("GET", "/v1/surveys"): Case(Who.ADMIN),
    ("PATCH", "/v1/surveys/{survey_id}"): Case(
        Who.ADMIN, body={"closes_at": "2090-06-01T00:00:00Z"}
    ),
    ("GET", "/v1/surveys/{survey_id}/figures"): Case(Who.ADMIN),
    ("GET", "/v1/surveys/{survey_id}/comments"): Case(Who.ADMIN),
    ("GET", "/v1/me/surveys"): Case(Who.SIGNED_IN, role="beneficiary"),
    ("POST", "/v1/surveys/{survey_id}/answers"): Case(
        Who.SIGNED_IN,
        201,
        {"answers": [{"question": "q1", "value": 0}, {"question": "q2", "value": 4}]},
        others={
            role: (403, "not_surveyed")
            for role in SIGNED_IN
            if role not in ("beneficiary", "another beneficiary")
        }
        | {"beneficiary": (409, "survey_answered")},
        role="another beneficiary",
    ),
    ("GET", "/v1/offer-reports"): Case(Who.REVIEW),
    ("GET", "/v1/offer-reports/{offer_id}"): Case(
        Who.REVIEW, path="/v1/offer-reports/{reported_id}"
    ),
    ("POST", "/v1/offer-reports/{offer_id}/decide"): Case(
        Who.REVIEW,
        body={"decision": "reject", "reason": "Ce n'est pas une offre culturelle."},
        path="/v1/offer-reports/{reported_id}/decide",
    ),
    ("GET", "/v1/offers"): Case(Who.ANYONE),
    ("GET", "/v1/suggestions"): Case(Who.ANYONE, query={"q": "riv"}),
    ("GET", "/v1/offers/{offer_id}"): Case(Who.ANYONE),
    ("GET", "/v1/categories"): Case(Who.ANYONE),
    ("GET", "/v1/offerers/{siren}/statistics"): Case(
        Who.MEMBER_OR_ADMIN, query={"from": "2020-01", "to": "2099-12"}
    ),
    ("GET", "/v1/statistics"): Case(Who.ANYONE),
    ("GET", "/v1/statistics/csv"): Case(Who.ANYONE),
    ("GET", "/v1/statistics/pdf"): Case(Who.ANYONE),
    ("GET", "/v1/statistics/territories"): Case(Who.ANYONE),
    ("GET", "/v1/addresses"): Case(Who.SIGNED_IN, query={"q": "2 rue du Dôme 67000 Strasbourg"}),
    ("GET", "/v1/places"): Case(Who.ANYONE, query={"q": "strasb"}),
    ("PUT", "/v1/me/favorites/{offer_id}"): Case(Who.BENEFICIARY),
    ("DELETE", "/v1/me/favorites/{offer_id}"): Case(
        Who.BENEFICIARY, path="/v1/me/favorites/{favorite_id}"
    ),
    ("GET", "/v1/me/favorites"): Case(Who.BENEFICIARY),
    ("GET", "/v1/wallet"): Case(
        Who.BENEFICIARY, others={"pending beneficiary": (404, "no_wallet")}
    ),
    ("GET", "/v1/wallet/entries"): Case(Who.BENEFICIARY),
    ("POST", "/v1/bookings"): Case(
        Who.BENEFICIARY,
        201,
        {"stock_id": "{stock_id}"},
        others={"pending beneficiary": _NOT_ACTIVE, "suspended beneficiary": _NOT_ACTIVE},
    ),
    ("GET", "/v1/bookings"): Case(Who.BENEFICIARY),
    ("GET", "/v1/bookings/{booking_id}"): Case(
        Who.BENEFICIARY,
        others={role: _NOT_THEIRS for role in SIGNED_IN if role != "beneficiary"},
    ),
    ("GET", "/v1/bookings/{booking_id}/calendar.ics"): Case(
        Who.ANYONE, path="/v1/bookings/{concert_id}/calendar.ics"
    ),
    ("POST", "/v1/bookings/{booking_id}/cancel"): Case(
        # A booking of someone else is as unknown as none.
        Who.BENEFICIARY,
        others={role: _NOT_THEIRS for role in SIGNED_IN if role != "beneficiary"},
    ),
    ("PUT", "/v1/bookings/{booking_id}/reaction"): Case(
        Who.BENEFICIARY,
        body={"reaction": "like"},
        path="/v1/bookings/{used_id}/reaction",
        others={role: _NOT_THEIRS for role in SIGNED_IN if role != "beneficiary"},
    ),
    ("GET", "/v1/bookings/{booking_id}/reaction"): Case(
        Who.BENEFICIARY,
        path="/v1/bookings/{used_id}/reaction",
        others={role: _NOT_THEIRS for role in SIGNED_IN if role != "beneficiary"},
    ),
    ("POST", "/v1/bookings/{booking_id}/reinstate"): Case(
        Who.MONEY,
        body={"reason": "Le public était présent."},
        path="/v1/bookings/{cancelled_id}/reinstate",
    ),
    ("GET", "/v1/back-office/search"): Case(Who.OFFICE, query={"q": "{siren}"}),
    ("GET", "/v1/back-office/people/{person_id}"): Case(
        Who.SUPPORT, path="/v1/back-office/people/{beneficiary_id}"
    ),
    ("GET", "/v1/back-office/people/{person_id}/bookings"): Case(
        Who.SUPPORT, path="/v1/back-office/people/{beneficiary_id}/bookings"
    ),
    ("GET", "/v1/back-office/offerers/{siren}"): Case(Who.OFFICE),
    ("GET", "/v1/back-office/venues/{venue_id}"): Case(Who.OFFICE),
    ("GET", "/v1/back-office/offers/{offer_id}"): Case(Who.PROFESSIONALS),
    ("GET", "/v1/back-office/bookings/{booking_id}"): Case(Who.MONEY),
    ("GET", "/v1/back-office/health"): Case(Who.ADMIN),
    ("POST", "/v1/back-office/people/{person_id}/export"): Case(
        Who.SUPPORT,
        body={"reason": "Demande par courrier du 3 mai."},
        path="/v1/back-office/people/{beneficiary_id}/export",
    ),
    ("POST", "/v1/back-office/bookings/{booking_id}/cancel"): Case(
        Who.SUPPORT, body={"reason": "Demande par courrier."}
    ),
    ("POST", "/v1/back-office/bookings/{booking_id}/redeem"): Case(
        Who.SUPPORT, body={"reason": "Contremarque non saisie au guichet."}
    ),
    ("GET", "/v1/desk/countermarks/{code}"): Case(Who.DESK),
    ("POST", "/v1/desk/countermarks/{code}/redeem"): Case(Who.DESK),
    ("POST", "/v1/desk/countermarks/{code}/undo"): Case(
        Who.DESK, path="/v1/desk/countermarks/{used_code}/undo"
    ),
    ("POST", "/v1/desk/countermarks/{code}/cancel"): Case(Who.DESK),
    ("GET", "/v1/desk/door-list"): Case(
        Who.DESK, query={"stock_id": "{booked_stock_id}"}, others=_NOT_THEIR_STOCK
    ),
    ("POST", "/v1/desk/scans"): Case(
        Who.DESK,
        body={
            "device": "Porte A",
            "sent_at": "2026-05-04T20:00:00Z",
            "scans": [
                {
                    "id": "scan-of-the-evening",
                    "qr_payload": "{qr_payload}",
                    "scanned_at": "2026-05-04T19:00:00Z",
                    "list_as_of": "2026-05-04T18:00:00Z",
                }
            ],
        },
        # A scan of another offerer's ticket reads like one that does not exist.
        others=dict.fromkeys(("member of another offerer", "API key of another"), (200, "")),
    ),
    ("POST", "/v1/desk/scans/undo"): Case(
        Who.DESK,
        body={"device": "Porte A", "scans": ["scan-by-mistake-1"]},
        # A scan of another offerer reads like one that is undone.
        others=dict.fromkeys(("member of another offerer", "API key of another"), (200, "")),
    ),
    ("GET", "/v1/desk/bookings"): Case(Who.MEMBER, query={"venue_id": "{venue_id}"}),
    ("GET", "/v1/desk/transactions"): Case(Who.MEMBER, query={"venue_id": "{venue_id}"}),
}

WHO_MAY: Mapping[Who, str] = {
    Who.ANYONE: "nobody",
    Who.SIGNED_IN: "account without role",
    Who.BENEFICIARY: "beneficiary",
    Who.MEMBER: "member",
    Who.MEMBER_OR_ADMIN: "member",
    Who.DESK: "member",
    Who.OFFERS: "member",
    Who.SUPPORT: "support",
    Who.REVIEW: "review",
    Who.FINANCE: "finance",
    Who.MONEY: "finance",
    Who.PROFESSIONALS: "review",
    Who.OFFICE: "support",
    Who.ADMIN: "administrator",
}
"""Somebody who may call a route."""


def body_of(world: World, method: str, path: str) -> Json | None:
    """Return the body of a route's call in this world."""
    body = CASES[method, path].body
    if body is None:
        return None
    filled: Json = _filled(world, body)
    return filled


def _filled(world: World, value: Any) -> Any:
    """Return a value with the ids of this world in its texts."""
    if isinstance(value, str):
        return world.path(value)
    if isinstance(value, list):
        return [_filled(world, one) for one in value]
    if isinstance(value, dict):
        return {name: _filled(world, one) for name, one in value.items()}
    return value


def call(
    world: World,
    method: str,
    path: str,
    *,
    role: str | None = None,
    key: str | None = None,
    query: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Return the answer to a route's call; without a role, to somebody who may make it.

    `query` adds to that of the call.
    """
    case = CASES[method, path]
    body = body_of(world, method, path)
    content: Json = {} if body is None else {"json": body}
    return world.api.call(
        method,
        world.path(case.path or path),
        by=world.callers[role or case.by],
        key=key,
        params={name: world.path(value) for name, value in {**case.query, **(query or {})}.items()},
        **content,
    )
