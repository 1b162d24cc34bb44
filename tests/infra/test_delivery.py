"""Event functions as deployed, with the requests that Google sends them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import functions_framework
import pytest

from functions.kernel.bus import record
from functions.kernel.config import Settings
from functions.kernel.database import OUTBOX, Query
from functions.kernel.events import Message, to_message
from functions.kernel.platform import Platform, use_platform
from functions.wallet.models import GrantReceived
from tests.infra.commands import ROOT
from tests.support.given import NOW
from tests.support.push import to_push

EVENT = GrantReceived(subject_id="ana", revision=1, at=NOW, scheme="fr-pilot", amount_cents=50_000)


class Kept:
    """A bus that keeps published messages."""

    keeps_waiting = False

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def publish(self, message: Message) -> None:
        """Keep a message."""
        self.messages.append(message)


@pytest.fixture
def deployed(tmp_path: Path) -> Iterator[Platform]:
    """A platform whose outbox is relayed by the function, as on the cloud."""
    platform = Platform(Settings(data=tmp_path, relay="trigger"), is_durable=False)
    use_platform(platform)
    yield platform
    use_platform(None)
    platform.close()


def app(name: str) -> Any:
    # Cloud Functions runs a function without a trigger with the signature type http.
    return functions_framework.create_app(name, str(ROOT / "main.py"), "http").test_client()


def test_relay_publishes_the_event_of_a_new_outbox_document_once(deployed: Platform) -> None:
    kept = Kept()
    deployed.use("bus", kept)
    deployed.database.run(lambda work: record(work, EVENT))
    headers = {
        "ce-specversion": "1.0",
        "ce-id": "7d2f",
        "ce-type": "google.cloud.firestore.document.v1.created",
        "ce-source": "//firestore.googleapis.com/projects/p/databases/(default)",
        "ce-subject": f"documents/{OUTBOX}/{EVENT.id}",
        "ce-document": f"{OUTBOX}/{EVENT.id}",
        "ce-datacontenttype": "application/protobuf",
        "Content-Type": "application/protobuf",
    }
    relay = app("relay_outbox")
    for _ in range(2):
        # The body is not text; the second delivery publishes nothing.
        assert relay.post("/", headers=headers, data=b"\x0a\x80\xff\xfe\x12").status_code == 200
    assert kept.messages == [to_message(EVENT)]
    assert list(deployed.database.stream(Query(OUTBOX))) == []


def test_document_that_is_no_event_is_delivered_again(deployed: Platform) -> None:
    del deployed
    headers = {
        "ce-specversion": "1.0",
        "ce-id": "7d2f",
        "ce-type": "google.cloud.firestore.document.v1.created",
        "ce-source": "//firestore.googleapis.com/projects/p/databases/(default)",
        "ce-document": "wallets/ana",
        "Content-Type": "application/protobuf",
    }
    assert app("relay_outbox").post("/", headers=headers, data=b"\x0a").status_code == 500


@pytest.mark.parametrize(("topic", "status"), [("job-sweep-outbox", 200), ("job-nothing", 500)])
def test_pushed_message_is_handled_or_delivered_again(
    deployed: Platform, topic: str, status: int
) -> None:
    del deployed
    body: dict[str, Any] = to_push(Message(topic, "scheduled", "{}"))
    body["message"] |= {
        "message_id": "1",
        "publishTime": "2026-05-04T10:00:00.000Z",
        "publish_time": "2026-05-04T10:00:00.000Z",
    }
    body |= {"subscription": f"projects/p/subscriptions/outbox-jobs.{topic}", "deliveryAttempt": 3}
    assert app("outbox_jobs").post("/", json=body).status_code == status
