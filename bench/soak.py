"""`python -m bench soak`: mixed load over HTTP with faults and kill -9, and the audit at its end.

Several people book, cancel, are let in and taken out again, each repeating a request with its key
until it is answered. The database fails at random, and the server is killed and started again. At
the end every booking is as its last acknowledged answer said, and the ledger, the stocks and the
claims fit together.
"""

import argparse
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

from bench.stage import quiet
from bench.tables import Cell, table
from functions.booking.store import bookings
from functions.kernel.config import Settings
from functions.kernel.database import OUTBOX
from functions.kernel.jobs import run_job
from functions.kernel.platform import Platform, use_platform
from tests.support import given
from tests.support.server import Json, Person, Server, Shop
from tests.support.world import add_administrator

_PATIENCE_SECONDS = 60.0


@dataclass
class Soak:
    """A server under load, and what its answers have promised."""

    server: Server
    seed: int
    shop: Shop
    stocks: list[str]
    customers: list[Person]
    until: float = 0.0
    answers: Counter[str] = field(default_factory=Counter)
    promised: dict[str, str] = field(default_factory=dict)
    """The status of each booking by its last answer."""
    broken: list[str] = field(default_factory=list)
    kills: int = 0

    def run(self, minutes: float, *, kill_every: float) -> None:
        """Load the server for some minutes, and kill it every so many seconds."""
        self.until = time.monotonic() + minutes * 60
        threads = [
            threading.Thread(target=self._live, args=(customer, number))
            for number, customer in enumerate(self.customers)
        ]
        for thread in threads:
            thread.start()
        while time.monotonic() + kill_every < self.until:
            time.sleep(kill_every)
            self.server.kill()
            self.kills += 1
            self.server.start()
        for thread in threads:
            thread.join()

    def _live(self, customer: Person, number: int) -> None:
        dice = random.Random(self.seed + number)
        with httpx.Client(base_url=self.server.url, timeout=30) as client:
            while time.monotonic() < self.until:
                self._act(client, dice, customer)

    def _act(self, client: httpx.Client, dice: random.Random, customer: Person) -> None:
        """Book something, look around, and end or use the booking."""
        body = {"stock_id": dice.choice(self.stocks)}
        made = self._post(client, customer, "/v1/bookings", body)
        if made is None:
            self._get(client, customer, dice.choice(("/v1/offers", "/v1/wallet", "/v1/bookings")))
            return
        code, booking_id = made["countermark"], made["id"]
        self.promised[booking_id] = "confirmed"
        desk = f"/v1/desk/countermarks/{code}"
        if dice.random() < 0.5:
            self._change(client, self.shop.member, booking_id, f"{desk}/redeem", "used")
            self._change(client, self.shop.member, booking_id, f"{desk}/undo", "confirmed")
        by = dice.choice((customer, self.shop.member))
        path = f"/v1/bookings/{booking_id}/cancel" if by is customer else f"{desk}/cancel"
        self._change(client, by, booking_id, path, "cancelled")

    def _change(
        self, client: httpx.Client, by: Person, booking_id: str, path: str, status: str
    ) -> None:
        if self._post(client, by, path) is None:
            # Nobody else acts on this booking, so a refusal is one too many.
            self.broken.append(f"{path} refused, {self.promised[booking_id]} before")
            return
        self.promised[booking_id] = status

    def _post(
        self, client: httpx.Client, by: Person, path: str, body: Json | None = None
    ) -> Json | None:
        """Return the answer of a success, or None for a refusal; repeat what was not answered."""
        headers = {**by.headers, "Idempotency-Key": uuid4().hex}
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                answer = client.post(path, headers=headers, json=body)
            except httpx.TransportError:
                self.answers["no answer"] += 1
                time.sleep(0.1)
                continue
            self.answers[str(answer.status_code)] += 1
            if answer.status_code < 500:
                content: Json = answer.json()
                return content if answer.is_success else None
        self.broken.append(f"{path} was not answered within {_PATIENCE_SECONDS:.0f} s")
        return None

    def _get(self, client: httpx.Client, by: Person, path: str) -> None:
        try:
            self.answers[str(client.get(path, headers=by.headers).status_code)] += 1
        except httpx.TransportError:
            self.answers["no answer"] += 1


def main(arguments: Sequence[str]) -> int:
    """Soak, audit, print the table, and return 0 only if nothing was lost."""
    parser = argparse.ArgumentParser("python -m bench soak")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--people", type=int, default=6)
    parser.add_argument("--kill-every", type=float, default=20, metavar="SECONDS")
    parser.add_argument("--fault-rate", type=float, default=0.003, help="share of calls that fail")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-soak-") as folder, quiet():
        data = Path(folder) / "data"
        with closing(Platform(Settings(data=data))) as platform:
            assert platform.database
            add_administrator(platform)
        shop, stocks, customers = _staged(data, options.people)
        server = Server(
            data,
            command="tests.support.faulty_server:run",
            CULTUREPASS_DEMO="false",
            FAULT_RATE=str(options.fault_rate),
        )
        soak = Soak(server, options.seed, shop, stocks, customers)
        try:
            server.start()
            soak.run(options.minutes, kill_every=options.kill_every)
        finally:
            server.close()
        findings = _audit(data, soak)
    print(_table(soak, findings))
    for line in (*soak.broken, *findings):
        print(f"BROKEN  {line}")
    return 1 if soak.broken or findings else 0


def _staged(data: Path, people: int) -> tuple[Shop, list[str], list[Person]]:
    """Return a shop, as many stocks as people, and the people, on an ordinary server."""
    server = Server(data, CULTUREPASS_DEMO="false")
    try:
        server.start()
        api = server.api
        admin = api.admin()
        shop = api.shop(admin)
        selling = {"price_cents": 100, "quantity": 3}
        stocks = [api.offer(shop, stock=selling, name=f"Livre {n}") for n in range(people)]
        customers = [api.beneficiary(admin) for _ in range(people)]
        server.stop()
    finally:
        server.close()
    return shop, stocks, customers


def _audit(data: Path, soak: Soak) -> list[str]:
    """Return what is wrong in the data folder of a server that was ended."""
    with closing(Platform(Settings(data=data))) as platform:
        use_platform(platform)
        platform.relay.sweep()
        report = run_job(platform, "audit-ledger", platform.clock.now())
        found = [f"audit: {report.counts}"] if report.counts["faulty"] or report.failed else []
        if waiting := given.documents(platform, OUTBOX):
            found.append(f"{len(waiting)} events were not delivered")
        kept = {name: one.status for name, one in bookings.stream(platform.database)}
        use_platform(None)
    for booking_id, status in soak.promised.items():
        if kept.get(booking_id) != status:
            found.append(f"booking {booking_id}: {status} by its answer, {kept.get(booking_id)}")
    extra = len(kept.keys() - soak.promised.keys())
    return [*found, f"{extra} bookings that nobody was told of"] if extra else found


def _table(soak: Soak, findings: Sequence[str]) -> str:
    rows: list[tuple[Cell, ...]] = [
        (f"answers {status}", number) for status, number in sorted(soak.answers.items())
    ]
    return table(
        "mixed load with faults and kill -9",
        ("what", "number"),
        [
            *rows,
            ("kill -9 and restart", soak.kills),
            ("bookings acknowledged", len(soak.promised)),
            ("refused or unanswered against the order of acts", len(soak.broken)),
            ("findings of the audit, lost and doubled", len(findings)),
        ],
    )
