"""One small world in this process: everybody there is, something of everything, and its state."""

import base64
import hashlib
import hmac
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from functions.accounts.administrators import service as administrators_service
from functions.accounts.members.rules import invitation_id
from functions.accounts.venues.store import venues
from functions.kernel.admin_roles import AdminRole
from functions.kernel.calendar_days import years_after
from functions.kernel.clock import Clock
from functions.kernel.config import Settings
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform, use_platform
from functions.reimbursement.bank_accounts.rules import seal_context
from functions.reimbursement.gestures.models import ProposeGesture
from functions.reimbursement.gestures.service import propose as propose_gesture
from functions.reimbursement.overpayments.service import take_back
from local.server import LocalServer
from tests.support import given
from tests.support.bank_values import IBAN, OTHER_IBAN, THIRD_IBAN
from tests.support.payouts import all_payouts, put_account, put_debt, run_batch, send
from tests.support.payouts import answer as bank_answers
from tests.support.receiver import EveryoneAnswers
from tests.support.reimbursement import FR, Till
from tests.support.server import (
    PASSWORD,
    Api,
    Bearer,
    Caller,
    Json,
    Person,
    Shop,
    Software,
    answer,
    eventually,
    new_siren,
    new_siret,
)
from tests.support.sign_in import QUICK

_URL = "http://127.0.0.1:8080"
_PUBLIC_KEY = (
    Ed25519PrivateKey.generate()
    .public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
)
_FILES = ("accounts", "documents")

STRANGERS = (
    "nobody",
    "no bearer",
    "forged token",
    "unsigned token",
    "changed token",
    "token of another project",
    "token signed with a public key",
    "token for another audience",
    "token of another issuer",
    "expired token",
    "revoked token",
)
SIGNED_IN = (
    "account without role",
    "pending beneficiary",
    "beneficiary",
    "another beneficiary",
    "suspended beneficiary",
    "member of another offerer",
    "member of a pending offerer",
    "removed member",
    "suspended member",
    "member",
    "demoted administrator",
    "support",
    "review",
    "finance",
    "administrator",
)
SOFTWARE = (
    "API key",
    "API key for offers",
    "API key of another",
    "revoked API key",
    "key of the removed member",
)


PAID_ACCOUNT = "paid-account"
"""The bank account that batches of the world pay to."""

SERIES: Json = {
    "first_day": "2090-05-01",
    "last_day": "2090-06-30",
    "weekdays": [5, 6],
    "times": ["20:30"],
    "prices": [{"price_cents": 1_200, "quantity": 80}],
}
"""The dates of an event in the world: 17 evenings."""


SURVEY: Json = {
    "title": "Ton pass en 2026",
    "audience": "young_people",
    "questions": [
        {"kind": "choice", "text": "Que réserves-tu ?", "choices": ["Des livres", "Des concerts"]},
        {"kind": "scale", "text": "Le pass t'aide-t-il à sortir ?"},
        {"kind": "text", "text": "Que faut-il changer ?"},
    ],
    "opens_at": "2020-01-01T00:00:00Z",
    "closes_at": "2090-01-01T00:00:00Z",
}
"""A survey in the world, which is open."""


NOTES = ("idempotency_keys", "job_runs", "quotas", "wrong_codes")
"""Collections that only note which requests, runs of jobs and wrong codes there were."""


class State:
    """All that is kept in a data folder: documents, accounts, files."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._current = {
            name: sqlite3.connect(
                data / f"{name}.sqlite3",
                isolation_level=None,
                timeout=10,
                check_same_thread=False,
            )
            for name in _FILES
        }
        for connection in self._current.values():
            connection.execute("PRAGMA synchronous = OFF")
        self._saved: dict[str, sqlite3.Connection] = {}
        self._restored: dict[str, int] = {}
        self._known: tuple[object, bytes] | None = None

    def digest(self) -> str:
        """Return a digest of everything but what only notes calls: see `NOTES`."""
        facts = hashlib.sha256(self._rows())
        for line in sorted(_files(self._data / "files")):
            facts.update(line.encode())
        return facts.hexdigest()

    def settled(self, api: Api) -> str:
        """Return the digest once the server of `api` has delivered and sent all that is due."""
        api.run_job("send-notices")

        def is_under_way() -> bool:
            notices = self.collection("notices").values()
            return any(one["due_at"] is not None for one in notices) or any(
                self.collection("outbox")
            )

        assert not eventually(is_under_way, lambda under_way: not under_way)
        return self.digest()

    def documents(self) -> list[tuple[str, str, int, str]]:
        """Return every document: collection, id, version, JSON text."""
        every = "SELECT collection, id, version, data FROM documents ORDER BY collection, id"
        return list(self._current["documents"].execute(every))

    def collection(self, name: str) -> dict[str, Json]:
        """Return a collection's documents by id."""
        return {row[1]: json.loads(row[3]) for row in self.documents() if row[0] == name}

    def save(self) -> None:
        """Remember the documents and the accounts as they are."""
        for name, current in self._current.items():
            current.backup(self._saved.setdefault(name, sqlite3.connect(":memory:")))

    def restore(self) -> None:
        """Put the documents and the accounts back to what was remembered, where others wrote."""
        for name, saved in self._saved.items():
            current = self._current[name]
            if self._restored.get(name) != _version(current):
                # Copied page by page, indexes and all.
                saved.backup(current)
                self._restored[name] = _version(current)
                self._known = None

    def close(self) -> None:
        """Close the files, and forget what was remembered."""
        for connection in (*self._current.values(), *self._saved.values()):
            connection.close()

    def _rows(self) -> bytes:
        """Return a digest of the rows, which are read again only when others have written."""
        versions = [_version(connection) for connection in self._current.values()]
        if self._known is None or self._known[0] != versions:
            facts = hashlib.sha256()
            for row in self.documents():
                if row[0] not in NOTES:
                    facts.update(repr(row).encode())
            # Signing in is noted on the account, and is what a test does to look around.
            accounts = "SELECT uid, email, claims FROM accounts ORDER BY uid"
            for row in self._current["accounts"].execute(accounts):
                facts.update(repr(row).encode())
            self._known = versions, facts.digest()
        return self._known[1]


def _version(connection: sqlite3.Connection) -> int:
    """Return a number that changes whenever another connection has written."""
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return int(version)


def _files(folder: Path | str) -> Iterator[str]:
    """Yield the path and the size of every file and folder; several times as fast as `rglob`."""
    with os.scandir(folder) as entries:
        for entry in entries:
            yield f"{entry.path} {entry.stat().st_size}"
            if entry.is_dir():
                yield from _files(entry.path)


def add_administrator(platform: Platform) -> LocalIdentity:
    """Add the account that `Api.admin` signs in with; return the platform's identity provider."""
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    identity.create_account("admin@demo.test", PASSWORD, claims={}, uid="admin")
    given.administrator(platform, "admin")
    return identity


class World:
    """The local server's application, called without a network."""

    def __init__(self, data: Path) -> None:
        self.platform = Platform(
            Settings(
                data=data,
                base_url=_URL,
                password_cost=QUICK,
                payer_name="Pass culture",
                payer_iban=OTHER_IBAN,
            ),
            is_durable=False,
        )
        self.platform.use("webhooks", EveryoneAnswers())
        use_platform(self.platform)
        self.app = LocalServer(self.platform)
        transport = httpx.WSGITransport(app=self.app)
        self.client = httpx.Client(transport=transport, base_url=_URL)
        self.identity = add_administrator(self.platform)
        self.api = Api(self.client)
        self.callers: dict[str, Caller] = {}
        self.ids: dict[str, str] = {}
        self._settle()
        self.state = State(data)
        self.state.save()

    def path(self, template: str) -> str:
        """Return a route's path with the ids of this world's own things."""
        return template.format_map(self.ids)

    def person(self, role: str) -> Person:
        """Return who has a role, signed in."""
        person = self.callers[role]
        assert isinstance(person, Person)
        return person

    def close(self) -> None:
        """Let go of the files."""
        self.state.close()
        self.client.close()
        self.platform.close()

    def _settle(self) -> None:
        api = self.api
        admin = api.admin()
        shop, other = api.shop(admin), api.shop(admin)
        member = shop.member
        invited = f"invited-{shop.siren}@example.test"
        body = {"email": invited}
        answer(api.post(f"/v1/offerers/{shop.siren}/members", body, by=member), 201)
        account = self.identity.create_account(invited, PASSWORD, claims={}, uid="invited")
        self.identity.update(account.uid, email_verified=True)
        invitee = api.sign_in(invited)
        answer(api.post("/v1/me/exports", by=invitee), 201)
        pending = api.sign_up("pending")
        api.apply(pending)
        beneficiary, suspended = api.beneficiary(admin), api.beneficiary(admin)
        path = f"/v1/beneficiaries/{suspended.uid}/suspend"
        answer(api.post(path, {"reason": "user_request"}, by=admin))
        resting = api.beneficiary(admin)
        answer(api.post("/v1/me/suspend", by=resting))
        keys = self._keys(shop)
        revoked = keys["revoked API key"]
        assert isinstance(revoked, Software)
        path = f"/v1/offerers/{shop.siren}/api-keys/{revoked.prefix}"
        answer(api.call("DELETE", path, by=member))
        colleague = self._join(shop, "colleague")
        gone, theirs = self._removed(shop)
        self.callers = {
            **self._strangers(admin),
            "account without role": invitee,
            "pending beneficiary": pending,
            "beneficiary": beneficiary,
            "another beneficiary": api.beneficiary(admin),
            "suspended beneficiary": suspended,
            "beneficiary at rest": resting,
            "member of another offerer": other.member,
            "member of a pending offerer": self._pending(),
            "removed member": gone,
            "suspended member": self._suspended(shop, admin),
            "member": member,
            "demoted administrator": self._staff("administrator", is_demoted=True),
            "support": self._staff("support"),
            "review": self._staff("review"),
            "finance": self._staff("finance"),
            "administrator": admin,
            **keys,
            "API key of another": self._keys(other)["API key for all"],
            "key of the removed member": theirs,
        }
        new = new_siren()
        place = {"postal_code": "67000", "city": "Strasbourg"}
        body = {"siren": new, "name": "Nouvelle", **place}
        answer(api.post("/v1/offerers", body, by=other.member), 201)
        self._things(shop, beneficiary)
        self._sold(other)
        self._accounts(shop, admin)
        self._batches(shop)
        kept = self.callers["API key"]
        assert isinstance(kept, Software)
        self.ids |= {
            "beneficiary_id": beneficiary.uid,
            "pending_id": pending.uid,
            "suspended_id": suspended.uid,
            "suspended_member_id": self.person("suspended member").uid,
            "siren": shop.siren,
            "professional_id": member.uid,
            "new_siren": new,
            "founder_id": other.member.uid,
            "unused_siren": new_siren(),
            "venue_id": shop.venue_id,
            "prefix": kept.prefix,
            "email": invited,
            "member_id": colleague.uid,
            "staff_id": colleague.uid,
            "invitation_id": invitation_id(shop.siren, invited),
            "eighteen": years_after(api.today() - timedelta(days=40), -18).isoformat(),
        }

    def _join(self, shop: Shop, name: str) -> Person:
        """Return a new member of a shop's offerer."""
        api = self.api
        person = api.sign_up(name)
        path = f"/v1/offerers/{shop.siren}"
        answer(api.post(f"{path}/members", {"email": person.email}, by=shop.member), 201)
        self.identity.update(person.uid, email_verified=True)
        person = api.sign_in(person.email)
        answer(api.post(f"{path}/accept-invitation", by=person))
        return person

    def _removed(self, shop: Shop) -> tuple[Person, Software]:
        """Return a person who was a member, and the API key that they made."""
        api, person = self.api, self._join(shop, "removed")
        path = f"/v1/offerers/{shop.siren}"
        made = answer(api.post(f"{path}/api-keys", by=person), 201)
        answer(api.call("DELETE", f"{path}/members/{person.uid}", by=shop.member))
        return person, Software(made["prefix"], made["secret"])

    def _suspended(self, shop: Shop, admin: Person) -> Person:
        """Return a suspended member."""
        person = self._join(shop, "suspended")
        body = {"reason": "administrative"}
        answer(self.api.post(f"/v1/professionals/{person.uid}/suspend", body, by=admin))
        return person

    def _pending(self) -> Person:
        """Return the founder of an offerer that is not validated yet."""
        person = self.api.sign_up("founder")
        place = {"postal_code": "67000", "city": "Strasbourg"}
        body = {"siren": new_siren(), "name": "En attente", **place}
        answer(self.api.post("/v1/offerers", body, by=person), 201)
        return person

    def _staff(self, role: AdminRole, *, is_demoted: bool = False) -> Person:
        """Return a person with an admin role, or one who had it when they signed in."""
        person = self.api.sign_up(role)
        given.administrator(self.platform, person.uid, role)
        self.identity.set_claims(person.uid, {"admin": True, "admin_roles": [role]})
        person = self.api.sign_in(person.email)
        if is_demoted:
            by = administrators_service.COMMAND
            given.do(self.platform, administrators_service.set_roles, person.uid, (), by=by)
        return person

    def _keys(self, shop: Shop) -> dict[str, Caller]:
        def make(*scopes: str) -> Software:
            path, body = f"/v1/offerers/{shop.siren}/api-keys", {"scopes": list(scopes)}
            made = answer(self.api.post(path, body, by=shop.member), 201)
            key = Software(made["prefix"], made["secret"])
            # The use of a key is noted once an hour, even when what it asks for is refused.
            self.api.call("GET", f"/v1/offerers/{shop.siren}/offers", by=key)
            return key

        return {
            "API key": make("desk"),
            "API key for offers": make("offers"),
            "API key for all": make("desk", "offers"),
            "revoked API key": make("desk", "offers"),
        }

    def _revoked(self) -> Bearer:
        """Return the token of a session that a new password has ended."""
        person = self.api.sign_up("revoked")
        self.identity.update(person.uid, password=f"{PASSWORD}-2")
        return Bearer(person.token)

    def _pricing_point(self, shop: Shop) -> str:
        """Return the id of a new venue with a SIRET."""
        venue = {
            "offerer_siren": shop.siren,
            "name": "Siège",
            "siret": new_siret(shop.siren),
            "address": "1 quai des Bateliers",
            "postal_code": "67000",
            "city": "Strasbourg",
        }
        return str(answer(self.api.post("/v1/venues", venue, by=shop.member), 201)["id"])

    def _sold(self, shop: Shop) -> None:
        """Sell something at a pricing point."""
        there = replace(shop, venue_id=self._pricing_point(shop))
        stock = self.api.offer(there, stock={"price_cents": 700})
        sold = self.api.book(self.person("another beneficiary"), stock)
        path = f"/v1/desk/countermarks/{sold['countermark']}/redeem"
        answer(self.api.post(path, by=shop.member))
        self.ids["sold_id"] = sold["id"]

    def _accounts(self, shop: Shop, admin: Person) -> None:
        """Give a shop two accepted bank accounts, between which its venue moves, and another."""
        api = self.api
        ids: list[str] = []
        for iban in (IBAN, OTHER_IBAN, THIRD_IBAN):
            body = {"label": "Compte courant", "holder": "Éditions", "iban": iban}
            path = f"/v1/offerers/{shop.siren}/bank-accounts"
            ids.append(answer(api.post(path, body, by=shop.member), 201)["id"])
        for account_id in ids[:2]:
            path = f"/v1/bank-accounts/{account_id}"
            answer(api.post(f"{path}/accept", by=admin))
            linked = {"venue_ids": [shop.venue_id]}
            answer(api.call("PUT", f"{path}/venues", by=shop.member, json=linked))
        self.ids["account_id"], self.ids["pending_account_id"] = ids[0], ids[2]
        self.ids["proposed_account_id"] = ids[1]

    def _batches(self, shop: Shop) -> None:
        """Make batches that are sent, to be sent, and executed; and a balance carried over."""
        platform, now = self.platform, self.platform.clock.now()
        point_id, account_id = self.ids["pricing_point_id"], self.ids["account_id"]
        sealed = platform.encryption.seal(IBAN, context=seal_context(PAID_ACCOUNT))
        put_account(platform, PAID_ACCOUNT, point_id, siren=shop.siren, sealed_iban=sealed)
        till = Till(platform, platform.database.run(lambda work: venues.get(work, point_id)))
        holder = self.api.beneficiary(self.person("administrator"))
        sold = [self._sale(replace(shop, venue_id=point_id), holder) for _ in range(4)]
        for days, names in ((40, sold[:1]), (20, sold[1:2]), (10, sold[2:])):
            at = now - timedelta(days=days)
            for name in names:
                till.change(name, used_at=at - timedelta(days=1))
            till.price(now=at)
            batch = run_batch(platform, at)
            if names != sold[1:2]:
                send(platform, batch.id, at)
        for payout in all_payouts(platform).values():
            if payout.batch_id == "VIR3":
                bank_answers(platform, "VIR3", at, **{str(payout.statement_id): None})
        platform.database.run(lambda work: put_debt(work, account_id, shop.siren, at=now))
        given.do(platform, take_back, sold[3], 100, scale=FR, now=now)
        first = next(one for one in all_payouts(platform).values() if one.statement_id)
        assert first.statement_id is not None
        self.ids |= {"sent_batch_id": "VIR1", "prepared_batch_id": "VIR2"}
        self.ids |= {"statement_id": first.statement_id, "paid_sale_id": sold[2]}

    def _sale(self, shop: Shop, holder: Person) -> str:
        """Return the id of a used booking of 10 euros."""
        sold = self.api.book(holder, self.api.offer(shop, stock={"price_cents": 1_000}))
        path = f"/v1/desk/countermarks/{sold['countermark']}/redeem"
        answer(self.api.post(path, by=shop.member))
        return str(sold["id"])

    def _things(self, shop: Shop, beneficiary: Person) -> None:
        api = self.api
        stock = api.offer(shop, stock={"price_cents": 1_000, "quantity": 10})
        booked = api.offer(shop, stock={"price_cents": 1_000, "quantity": 10})
        given_back = api.offer(shop, stock={"price_cents": 1_000, "quantity": 10})
        used = api.offer(shop, stock={"price_cents": 1_000, "quantity": 10})
        online = api.draft(shop, category="ebook", url="https://books.example/1")
        ready = api.draft(shop)
        api.upload(shop, ready)
        api.stock(shop, ready)
        flagged = api.draft(shop, category="instrument_voucher")
        api.upload(shop, flagged)
        api.stock(shop, flagged)
        answer(api.post(f"/v1/offers/{flagged}/publish", by=shop.member))
        event = api.draft(shop, category="concert", name="Série de concerts")
        path = f"/v1/offers/{event}"
        body = {"label": "Tarif réduit", "price_cents": 500}
        reduced = answer(api.post(f"{path}/price-categories", body, by=shop.member), 201)
        series = answer(api.post(f"{path}/stocks/series", SERIES, by=shop.member))
        stopped = answer(api.post(f"{path}/stocks/price", {"price_cents": 900}, by=shop.member))
        stop = {"status": "stopped", "code": "offer_not_editable", "position": 0, "done": 0}
        given.change(self.platform, "stock_batches", stopped["id"], **stop)
        favorite = booked.partition("~")[0]
        answer(api.call("PUT", f"/v1/me/favorites/{favorite}", by=beneficiary))
        path = f"/v1/offers/{favorite}/reports"
        answer(api.post(path, {"reason": "improper"}, by=beneficiary), 201)
        body = {"category": "question", "text": "Où est mon crédit ?"}
        self.ids["feedback_id"] = answer(api.post("/v1/feedback", body, by=beneficiary), 201)["id"]
        admin = self.callers["administrator"]
        survey = answer(api.post("/v1/surveys", SURVEY, by=admin), 201)["id"]
        told = {"question": "q3", "text": "Plus de théâtre."}
        body = {"answers": [{"question": "q1", "value": 1}, {"question": "q2", "value": 5}, told]}
        answer(api.post(f"/v1/surveys/{survey}/answers", body, by=beneficiary), 201)
        self.ids["survey_id"] = survey
        line = {"ean": "9782070368228", "price_cents": 900, "quantity": 3}
        line |= {"name": "Un roman", "category": "paper_book"}
        body = {"venue_id": shop.venue_id, "products": [line]}
        answer(api.call("PUT", "/v1/partner/products", by=shop.member, json=body))
        webhook = f"/v1/offerers/{shop.siren}/webhook"
        body = {"url": "https://caisse.example/pass"}
        answer(api.call("PUT", webhook, by=shop.member, json=body))
        open_booking = api.book(beneficiary, booked)
        sent = eventually(
            lambda: answer(api.call("GET", f"{webhook}/deliveries", by=shop.member))["items"],
            lambda items: len(items) > 0,
        )
        api.run_job("send-webhooks")
        used_booking = api.book(beneficiary, used)
        path = f"/v1/desk/countermarks/{used_booking['countermark']}/redeem"
        answer(api.post(path, by=shop.member))
        api.run_job("count-statistics")
        api.run_job("publish-statistics")
        path = f"/v1/bookings/{used_booking['id']}/reaction"
        answer(api.call("PUT", path, by=beneficiary, json={"reaction": "dislike"}))
        cancelled_booking = api.book(beneficiary, given_back)
        answer(api.post(f"/v1/bookings/{cancelled_booking['id']}/cancel", by=beneficiary))
        soon = f"{api.today() + timedelta(days=9)}T19:00:00Z"
        concert = api.offer(shop, category="concert", stock={"price_cents": 500, "begins_at": soon})
        point = self._pricing_point(shop)
        body = {
            "siren": shop.siren,
            "rate": 9_500,
            "categories": ["concert"],
            "used_from": "2090-01-01",
        }
        rule = answer(
            api.post("/v1/reimbursement-rules", body, by=self.callers["administrator"]), 201
        )
        gesture = ProposeGesture(
            gesture_id="gesture-1",
            venue_id=shop.venue_id,
            amount_cents=1_500,
            reason="Panne du guichet.",
            by="colleague",
        )
        now = self.platform.clock.now()
        self.platform.database.run(partial(propose_gesture, command=gesture, now=now))
        self.ids |= {
            "pricing_point_id": point,
            "rule_id": rule["id"],
            "gesture_id": gesture.gesture_id,
            "concert_id": api.book(beneficiary, concert)["id"],
            "cancelled_id": cancelled_booking["id"],
            "stock_id": stock,
            "offer_id": stock.partition("~")[0],
            "favorite_id": favorite,
            "reported_id": favorite,
            "draft_id": ready,
            "online_id": api.stock(shop, online),
            "flagged_id": flagged,
            "event_id": event,
            "category_id": reduced["id"],
            "batch_id": series["id"],
            "stopped_id": stopped["id"],
            "booking_id": open_booking["id"],
            "delivery_id": sent[0]["id"],
            "booked_stock_id": booked,
            "code": open_booking["countermark"],
            "qr_payload": open_booking["qr_payload"],
            "used_id": used_booking["id"],
            "used_code": used_booking["countermark"],
        }

    def _strangers(self, admin: Person) -> dict[str, Caller]:
        payload = jwt.decode(admin.token, options={"verify_signature": False})
        header = jwt.get_unverified_header(admin.token)
        head, _, signature = admin.token.split(".")
        other = jwt.encode({**payload, "sub": "member"}, "x" * 32).split(".")[1]
        settings = self.platform.settings
        # What this account got two hours ago was good then.
        past = self.platform.clock.now() - timedelta(hours=2)
        then = LocalIdentity(settings.data, settings.project, Clock(past))
        expired = then.open_session(admin.uid).id_token
        then.close()
        other_project = LocalIdentity(settings.data, "another-project", self.platform.clock)
        elsewhere = other_project.open_session(admin.uid).id_token
        other_project.close()
        with closing(sqlite3.connect(settings.data / "accounts.sqlite3")) as accounts:
            (secret,) = accounts.execute("SELECT secret FROM keys").fetchone()
        kid = {"kid": header["kid"]}

        def signed(key: bytes, **changes: object) -> Bearer:
            return Bearer(jwt.encode({**payload, **changes}, key, headers=kid))

        return {
            "nobody": None,
            "no bearer": _Raw("Basic YWRtaW46YWRtaW4="),
            "forged token": Bearer(jwt.encode(payload, "another key" * 4, headers=header)),
            "unsigned token": Bearer(
                jwt.encode(payload, "", "none", headers={"kid": header["kid"]})
            ),
            "changed token": Bearer(f"{head}.{other}.{signature}"),
            "token of another project": Bearer(elsewhere),
            "token signed with a public key": _signed_with_a_public_key(admin.token),
            "token for another audience": signed(secret, aud="another-project"),
            "token of another issuer": signed(secret, iss="https://securetoken.google.com/another"),
            "expired token": Bearer(expired),
            "revoked token": self._revoked(),
        }


def _signed_with_a_public_key(token: str) -> Bearer:
    """Return the token with an HS256 signature whose secret is a public key."""
    content = token.rpartition(".")[0]
    # PyJWT does not sign with such a key.
    signature = hmac.digest(_PUBLIC_KEY, content.encode(), "sha256")
    return Bearer(f"{content}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}")


class _Raw(Bearer):
    """A caller with this text as their whole header."""

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Authorization": self.token}
