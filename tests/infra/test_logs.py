"""The log-based metrics: each counts entries that the code writes."""

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import flask
import pytest

from functions.kernel.call import Call
from functions.kernel.database import OUTBOX, Ref
from functions.kernel.errors import Contention
from functions.kernel.events import Message
from functions.kernel.http import Routes
from functions.kernel.jobs import Report, process_and_count
from functions.kernel.logs import log
from functions.kernel.mail import Mail, MailDown, MailFault, MailUnsure
from functions.kernel.platform import Platform
from functions.kernel.route import Who
from tests.infra.conftest import Applied
from tests.support import given


class FailingMailer:
    """A mailer that fails once the mail was handed over."""

    is_immediate = False

    def __init__(self, fault: MailFault) -> None:
        self._fault = fault

    @contextmanager
    def session(self) -> Iterator["FailingMailer"]:
        yield self

    def send(self, mail: Mail, *, hand_over: Callable[[], None]) -> None:
        del mail
        if isinstance(self._fault, MailUnsure):
            hand_over()
        raise self._fault


def run_job(platform: Platform) -> None:
    given.run(platform, "expire-bookings")


def list_job(platform: Platform) -> None:
    given.deliver(platform, Message("job-expire-bookings", "scheduled", "{}"))


def fail_item(platform: Platform) -> None:
    def fail(item: str) -> str:
        raise ValueError(item)

    process_and_count(Report(), ["b1"], fail)


def contend(platform: Platform) -> None:
    routes = Routes("booking_api")

    @routes.get("/v1/bookings", who=Who.ANYONE)
    def busy(call: Call) -> None:
        raise Contention

    with flask.Flask(__name__).test_request_context("/v1/bookings"):
        assert routes.dispatch(flask.request).status_code == 503


def audit_faulty_wallet(platform: Platform) -> None:
    given.beneficiary(platform, "ana")
    given.change(platform, "wallets", "ana", spent_cents=1)
    given.run(platform, "audit-ledger")


def relay_unreadable_event(platform: Platform) -> None:
    document = {"topic": "offer-closed", "data": "{}", "recorded_at": given.now(platform)}
    platform.database.run(lambda work: work.create(Ref(OUTBOX, "offer-closed:o1:1"), document))


def list_unreadable_wallet_entry(platform: Platform) -> None:
    given.beneficiary(platform, "ana")
    (entry_id,) = given.documents(platform, "ledger_entries")
    given.change(platform, "ledger_entries", entry_id, kind=5)
    assert given.call(platform, "GET", "/v1/wallet/entries", uid="ana").status_code == 200


def send_while_down(platform: Platform) -> None:
    given.token(platform, "ana")
    platform.use("mail", FailingMailer(MailDown()))
    given.beneficiary(platform, "ana")
    given.run(platform, "send-notices")


def send_unsure(platform: Platform) -> None:
    given.token(platform, "ana")
    platform.use("mail", FailingMailer(MailUnsure()))
    given.beneficiary(platform, "ana")
    given.run(platform, "send-notices")


CAUSES: list[tuple[str, Callable[[Platform], None]]] = [
    ("job_runs", run_job),
    ("job_runs", list_job),
    ("job_items", fail_item),
    ("contention", contend),
    ("audit_findings", audit_faulty_wallet),
    ("relay_failures", relay_unreadable_event),
    ("unreadable_documents", list_unreadable_wallet_entry),
    ("mail_failures", send_while_down),
    ("mail_failures", send_unsure),
]


def metrics(production: Applied) -> dict[str, Any]:
    return {metric["name"]: metric for metric in production.resources("google_logging_metric")}


def is_counted(metric: dict[str, Any], entry: dict[str, Any]) -> bool:
    """Evaluate a filter of the form that modules/monitoring writes, with all its labels."""
    text = metric["filter"].partition(" AND ")[2]
    text = re.sub(r'jsonPayload\.(\w+)!=("\w+")', r'entry.get("\1") != \2', text)
    text = re.sub(r'jsonPayload\.(\w+)=("\w+")', r'entry.get("\1") == \2', text)
    labels = re.findall(r"jsonPayload\.(\w+)", str(metric["label_extractors"]))
    is_match = eval(text.replace(" AND ", " and ").replace(" OR ", " or "), {"entry": entry})
    return bool(is_match) and all(label in entry for label in labels)


@pytest.mark.parametrize(
    ("name", "cause"), CAUSES, ids=lambda each: getattr(each, "__name__", each)
)
def test_metric_counts_what_is_logged(
    production: Applied, platform: Platform, name: str, cause: Callable[[Platform], None]
) -> None:
    stream = io.StringIO()
    log.to(stream)
    try:
        cause(platform)
    finally:
        log.to(None)
    entries = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert any(is_counted(metrics(production)[name], entry) for entry in entries), entries


def test_every_metric_is_tested(production: Applied) -> None:
    assert metrics(production).keys() == {name for name, _ in CAUSES}


def test_refused_address_is_not_counted_as_mail_failure(production: Applied) -> None:
    entry = {"message": "notice_failed", "state": "refused"}
    assert not is_counted(metrics(production)["mail_failures"], entry)
    assert is_counted(metrics(production)["mail_failures"], {**entry, "state": "unsure"})
