"""The real server as a process of its own, and a client that speaks for several people."""

import io
import random
import secrets
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx
from PIL import Image, ImageDraw
from stdnum import luhn

from functions.kernel.calendar_days import years_after
from local.emulators import free_port
from tests.support.conformity import PROBLEM, Conformity
from tests.support.processes import Command, environment

T = TypeVar("T")
Json = dict[str, Any]

PASSWORD = "culture-pass"
STRASBOURG = {"latitude": 48.5818, "longitude": 7.7509}
GRANT_CENTS = 50_000

_START_SECONDS = 300.0
"""The demo data takes 15 s of both cores, and many times more beside other workers."""
_SETTLED_SECONDS = 15.0


def eventually(look: Callable[[], T], holds: Callable[[T], bool]) -> T:
    """Return what `look` sees once it holds; the last that it saw when it never does."""
    until = time.monotonic() + _SETTLED_SECONDS
    while True:
        seen = look()
        if holds(seen) or time.monotonic() > until:
            return seen
        time.sleep(0.02)


def answer(response: httpx.Response, status: int = 200) -> Json:
    """Return the JSON object of a successful answer."""
    assert response.status_code == status, response.text
    content: Json = response.json()
    return content


def problem(response: httpx.Response, status: int, code: str) -> Json:
    """Return the problem that refuses a call, having checked its form."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == PROBLEM
    content: Json = response.json()
    assert (content["status"], content["code"]) == (status, code), content
    assert content["type"] == f"urn:culture-pass:problem:{code}"
    assert content["title"]
    return content


@dataclass(frozen=True)
class Person:
    """Somebody with an account, signed in."""

    uid: str
    email: str
    token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that speak for this person."""
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class Software:
    """An offerer's own software, with its API key."""

    prefix: str
    secret: str = field(repr=False)

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that speak for this software."""
        return {"X-Api-Key": self.secret}


@dataclass(frozen=True)
class Bearer:
    """A caller with this text as their token."""

    token: str

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of a request."""
        return {"Authorization": f"Bearer {self.token}"}


Caller = Person | Software | Bearer | None


@dataclass(frozen=True)
class Shop:
    """A member of a validated offerer, and its venue."""

    member: Person
    siren: str
    venue_id: str


class Api:
    """A client whose every answer has to be one that the OpenAPI document announces.

    People sign in at `accounts`, where it is not the server that does it.
    """

    def __init__(
        self,
        client: httpx.Client,
        *,
        conformity: Conformity | None = None,
        accounts: httpx.Client | None = None,
    ) -> None:
        self.client = client
        self.accounts = accounts or client
        self.conformity = conformity or Conformity(client.get("/v1/openapi.json").json())

    def call(
        self,
        method: str,
        path: str,
        *,
        by: Caller = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> httpx.Response:
        """Return the answer to a request."""
        sent = dict(by.headers) if by else {}
        if key is not None:
            sent["Idempotency-Key"] = key
        sent |= headers or {}
        response = self.client.request(method, path, headers=sent, **request)
        self.conformity.check(method, path, response)
        return response

    def get(self, path: str, *, by: Caller = None, **params: Any) -> httpx.Response:
        """Return the answer to a GET."""
        return self.call("GET", path, by=by, params=params)

    def post(
        self, path: str, body: object = None, *, by: Caller = None, key: str | None = None
    ) -> httpx.Response:
        """Return the answer to a POST, with a JSON body unless it is None."""
        content: Json = {} if body is None else {"json": body}
        return self.call("POST", path, by=by, key=key, **content)

    # People

    def sign_in(self, email: str) -> Person:
        """Return a person of the demo, or one who signed up before, signed in."""
        return self._enter("signInWithPassword", email)

    def sign_up(self, name: str = "somebody") -> Person:
        """Return a person with a new account."""
        return self._enter("signUp", f"{name}-{secrets.token_hex(6)}@example.test")

    def admin(self) -> Person:
        """Return the administrator of the demo, signed in."""
        return self.sign_in("admin@demo.test")

    def today(self) -> date:
        """Return the day on the server's clock."""
        return date.fromisoformat(answer(self.get("/health"))["now"][:10])

    def apply(self, person: Person) -> Json:
        """Return the answer to a person of 18 years who asks for the pass."""
        birth_date = years_after(self.today() - timedelta(days=40), -18)
        body = {
            "first_name": "Léa",
            "last_name": "Schmitt",
            "birth_date": birth_date.isoformat(),
            "postal_code": "67000",
            "accepts_terms": True,
        }
        return answer(self.post("/v1/beneficiaries", body, by=person), 201)

    def beneficiary(self, admin: Person | None = None) -> Person:
        """Return a new active beneficiary who has received the grant."""
        person = self.sign_up("beneficiary")
        self.apply(person)
        path = f"/v1/beneficiaries/{person.uid}/activate"
        assert answer(self.post(path, by=admin or self.admin()))["status"] == "active"
        self.check_credit(person, available=GRANT_CENTS, entries=[("grant", GRANT_CENTS)])
        return person

    def shop(self, admin: Person | None = None) -> Shop:
        """Return a new validated offerer's member, with a venue in Strasbourg."""
        member = self.sign_up("pro")
        siren = new_siren()
        place = {"postal_code": "67000", "city": "Strasbourg"}
        body = {"siren": siren, "name": "Librairie du Quai", **place}
        answer(self.post("/v1/offerers", body, by=member), 201)
        answer(self.post(f"/v1/offerers/{siren}/validate", by=admin or self.admin()))
        venue = {
            "offerer_siren": siren,
            "name": "Librairie du Quai",
            "comment": "Sans SIRET",
            "address": "1 quai des Bateliers",
            **place,
            **STRASBOURG,
        }
        opened = answer(self.post("/v1/venues", venue, by=member), 201)
        return Shop(member, siren, opened["id"])

    # Offers

    def draft(self, shop: Shop, **facts: object) -> str:
        """Return the id of a new draft of a book, or of what the facts say; None leaves one out."""
        body = {
            "venue_id": shop.venue_id,
            "name": "Atlas des rivières imaginaires",
            "description": "Un livre à retirer sur place.",
            "category": "paper_book",
            **facts,
        }
        body = {name: value for name, value in body.items() if value is not None}
        return str(answer(self.post("/v1/offers", body, by=shop.member), 201)["id"])

    def upload(self, shop: Shop, offer_id: str, content: bytes | None = None) -> Json:
        """Return the state of an offer's picture once it is made of what was uploaded."""
        content = jpeg(500, 400) if content is None else content
        announced = {"content_type": "image/jpeg", "size_bytes": len(content), "credit": "L. S."}
        path = f"/v1/offers/{offer_id}/image"
        ticket = answer(self.post(path, announced, by=shop.member), 201)["upload"]
        sent = self.client.request(
            ticket["method"], ticket["url"], headers=ticket["headers"], content=content
        )
        assert sent.status_code == 200, sent.text
        return eventually(
            lambda: dict(answer(self.get(f"/v1/offers/{offer_id}"))["image"]),
            lambda image: image["status"] != "processing",
        )

    def stock(self, shop: Shop, offer_id: str, **facts: object) -> str:
        """Return the id of a new stock of an offer."""
        body = {"price_cents": 1_850, **facts}
        path = f"/v1/offers/{offer_id}/stocks"
        return str(answer(self.post(path, body, by=shop.member), 201)["id"])

    def publish(self, shop: Shop, offer_id: str) -> None:
        """Publish an offer that has all that it takes."""
        published = answer(self.post(f"/v1/offers/{offer_id}/publish", by=shop.member))
        assert published["status"] == "active"

    def offer(
        self, shop: Shop, *, stock: Mapping[str, object] | None = None, **facts: object
    ) -> str:
        """Return the id of the stock of a new published offer, whose own id it starts with."""
        offer_id = self.draft(shop, **facts)
        assert self.upload(shop, offer_id)["status"] == "ready"
        stock_id = self.stock(shop, offer_id, **(stock or {}))
        self.publish(shop, offer_id)
        return stock_id

    def book(self, person: Person, stock_id: str, **facts: object) -> Json:
        """Return a new booking."""
        body = {"stock_id": stock_id, **facts}
        return answer(self.post("/v1/bookings", body, by=person), 201)

    # Credit

    def check_credit(
        self,
        person: Person,
        *,
        available: int = 0,
        held: int = 0,
        spent: int = 0,
        entries: list[tuple[str, int]],
    ) -> None:
        """Check a wallet in exact cents, and its entries by kind and amount, newest first."""

        def look() -> tuple[object, ...]:
            response = self.get("/v1/wallet", by=person)
            if response.status_code == 404:
                return ("no wallet",)
            wallet = answer(response)
            listed = answer(self.get("/v1/wallet/entries", by=person, page_size=100))
            return (
                wallet["granted_cents"],
                wallet["available_cents"],
                wallet["held_cents"],
                wallet["spent_cents"],
                wallet["expired_cents"],
                [(entry["kind"], entry["amount_cents"]) for entry in listed["items"]],
            )

        expected = (GRANT_CENTS, available, held, spent, 0, entries)
        assert eventually(look, lambda seen: seen == expected) == expected

    def run_job(self, name: str, *, at: datetime | None = None) -> Json:
        """Return the report of a job."""
        body = None if at is None else {"at": at.isoformat()}
        return answer(self.post(f"/local/jobs/{name}", body, by=self.admin()))

    def _enter(self, action: str, email: str) -> Person:
        response = self.accounts.post(
            f"/identitytoolkit.googleapis.com/v1/accounts:{action}?key=any",
            json={"email": email, "password": PASSWORD, "returnSecureToken": True},
        )
        session = answer(response)
        return Person(session["localId"], email, session["idToken"], session["refreshToken"])


def new_siren() -> str:
    """Return a SIREN with a right check digit that nobody has had before."""
    digits = f"9{random.randrange(10**7):07d}"
    total = sum(sum(divmod(2 * int(d), 10)) for d in digits[::-2])
    total += sum(int(d) for d in digits[-2::-2])
    return f"{digits}{-total % 10}"


def new_siret(siren: str, number: int = 1) -> str:
    """Return the SIRET of an offerer's establishment."""
    digits = f"{siren}{number:04d}"
    return digits + luhn.calc_check_digit(digits)


def jpeg(width: int = 1_000, height: int = 800, *, seed: str = "") -> bytes:
    """Return a real JPEG with EXIF data that nobody needs to know, such as a place."""
    image = Image.new("RGB", (width, height), "teal")
    draw = ImageDraw.Draw(image)
    draw.ellipse((width // 4, height // 4, width // 2, height // 2), fill="gold")
    draw.text((10, 10), seed, fill="white")
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (48.0, 34.0, 55.0)
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif, comment=b"SecretComment")
    return file.getvalue()


class Server:
    """The local server as a process, with a data folder and a port of its own, which it keeps."""

    def __init__(self, data: Path, *, command: str = "local.__main__:run", **settings: str) -> None:
        self.data = data
        self._command = command
        self.settings = settings
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data.with_name(f"{data.name}.log")
        self._process: Command | None = None
        self._client: httpx.Client | None = None

    @property
    def api(self) -> Api:
        """A client of the running server, with a connection of its own."""
        assert self._client is not None
        return Api(self._client, conformity=self._conformity)

    def start(self, now: datetime | None = None) -> None:
        """Start it, with its clock at `now`, and return once it is ready."""
        moved = {} if now is None else {"CULTUREPASS_NOW": now.isoformat()}
        settings = environment(self.data, PORT=str(self.port), **self.settings, **moved)
        self._process = Command(self._command, environment=settings, output=self.log)
        self._client = httpx.Client(base_url=self.url, timeout=30)
        self._wait()
        self._conformity = Conformity(self._client.get("/v1/openapi.json").json())

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Start it for the block, and see that it ends well."""
        try:
            self.start()
            yield self
            self.stop()
        finally:
            self.close()

    def stop(self) -> None:
        """Ask it to end, and see that it ends well."""
        assert self._end(signal.SIGTERM) == 0, self.output()
        assert "Stopped." in self.output()

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._end(signal.SIGKILL) == -signal.SIGKILL

    def close(self) -> None:
        """End it if it still runs, whatever it does."""
        if self._process is not None:
            self._end(signal.SIGKILL)

    def output(self) -> str:
        """Return all that it has printed."""
        return self.log.read_text("utf-8", errors="replace")

    def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        assert self._client is not None
        process, self._process = self._process, None
        self._client.close()
        return process.end(number).status

    def _wait(self) -> None:
        assert self._process is not None
        assert self._client is not None
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and self._process.is_running():
            try:
                if self._client.get("/health").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.02)
        self.close()
        raise AssertionError(f"the server did not start:\n{self.output()}")


def utc_now() -> datetime:
    """Return the time of this machine, aware, in UTC."""
    return datetime.now(UTC)
