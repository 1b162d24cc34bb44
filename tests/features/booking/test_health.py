"""The health that administrators see: events that wait, dead letters, findings of the audit."""

from datetime import timedelta

from functions.booking.health.service import MOST_SHOWN, read_health
from functions.kernel.bus.dead_letters import DEAD_LETTERS
from functions.kernel.database import OUTBOX, Ref
from functions.kernel.events import Message
from functions.kernel.platform import Platform
from tests.support import given, ledger


class BusElsewhere:
    """A bus whose service delivers later, and keeps what fails."""

    keeps_waiting = False

    def publish(self, message: Message) -> None:
        """Deliver nothing."""


def put(platform: Platform, collection: str, document_id: str, **fields: object) -> None:
    ref = Ref(collection, document_id)
    platform.database.run(lambda work: work.create(ref, fields))


def test_nothing_waits_and_nothing_failed(platform: Platform) -> None:
    health = read_health(platform.database, now=given.NOW)
    assert (health.waiting, health.oldest_at, health.dead) == (0, None, 0)
    assert (health.letters, health.findings) == ([], [])


def test_events_that_wait_are_counted_since_the_oldest(platform: Platform) -> None:
    platform.database.on_commit = None
    for number in (1, 3, 2):
        at = given.NOW - timedelta(hours=number)
        put(platform, OUTBOX, f"gone:{number}", topic="gone", data="{}", recorded_at=at)
    health = read_health(platform.database, now=given.NOW)
    assert (health.waiting, health.oldest_at) == (3, given.NOW - timedelta(hours=3))


def test_dead_letters_are_counted_and_the_first_are_named(platform: Platform) -> None:
    platform.database.on_commit = None
    for number in range(MOST_SHOWN + 1):
        put(platform, DEAD_LETTERS, f"e:{number:02}", topic="gone", fault="ValueError", data="{}")
    health = read_health(platform.database, now=given.NOW)
    assert health.dead == MOST_SHOWN + 1
    assert len(health.letters) == MOST_SHOWN
    assert (health.letters[0].topic, health.letters[0].fault) == ("gone", "ValueError")


def test_findings_of_the_audit_are_shown_until_they_are_gone(platform: Platform) -> None:
    world = ledger.world(platform)
    world.audit()
    assert read_health(platform.database, now=given.NOW).findings == []
    before = ledger.documents(platform)
    world.change("wallets", "ana", spent_cents=1)
    world.audit()
    (found,) = read_health(platform.database, now=given.NOW).findings
    assert (found.wallet_id, found.faults) == ("ana", tuple(world.found()["ana"].split()))
    ledger.mend(world, before)
    world.audit()
    assert read_health(platform.database, now=given.NOW).findings == []


def test_dead_letters_of_another_service_are_not_said_to_be_none(platform: Platform) -> None:
    shown = given.admin(platform, "/v1/back-office/health", method="GET").get_json()
    assert shown["dead_letters"] == {"count": 0, "items": []}
    platform.use("bus", BusElsewhere())
    shown = given.admin(platform, "/v1/back-office/health", method="GET").get_json()
    assert shown["dead_letters"] is None
