"""Signatures of webhooks, verified with the library of Standard Webhooks."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from functions.partners.webhooks import rules
from functions.partners.webhooks.models import Webhook

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
BODY = '{"type":"booking.confirmed","data":{"offer_name":"Été"}}'
SECRET, OTHER = rules.secret_text(b"a" * 32), rules.secret_text(b"b" * 32)


def webhook(secret: str = SECRET) -> Webhook:
    return Webhook(
        siren="732829320", url="https://a.example", secret=secret, made_by="m", created_at=NOW
    )


def headers(of: Webhook, *, age: timedelta = timedelta()) -> dict[str, str]:
    # The library reads the clock itself, and takes nothing that is five minutes old.
    at = datetime.now(UTC) - age
    stamp = int(at.timestamp())
    return {
        "webhook-id": "booking-confirmed:b1:1",
        "webhook-timestamp": str(stamp),
        "webhook-signature": rules.signatures(of, "booking-confirmed:b1:1", stamp, BODY, now=at),
    }


def test_a_receiver_accepts_what_was_signed() -> None:
    found = Verifier(SECRET).verify(BODY.encode(), headers(webhook()))
    assert found["data"]["offer_name"] == "Été"


@pytest.mark.parametrize("changed", ["webhook-id", "webhook-timestamp", "body", "secret", "late"])
def test_a_receiver_refuses_what_was_changed_or_is_old(changed: str) -> None:
    sent = headers(webhook(), age=timedelta(minutes=6 if changed == "late" else 0))
    if changed == "webhook-timestamp":
        sent[changed] = str(int(sent[changed]) + 1)
    elif changed == "webhook-id":
        sent[changed] = "booking-confirmed:b2:1"
    body = BODY.replace("confirmed", "cancelled") if changed == "body" else BODY
    with pytest.raises(WebhookVerificationError):
        Verifier(OTHER if changed == "secret" else SECRET).verify(body.encode(), sent)


def test_both_secrets_sign_for_a_day_after_a_rotation() -> None:
    now = datetime.now(UTC)
    rotated = rules.rotate(webhook(), OTHER, now=now)
    for secret in (SECRET, OTHER):
        Verifier(secret).verify(BODY, headers(rotated))
    day_before = rules.rotate(webhook(), OTHER, now=now - timedelta(hours=24))
    Verifier(OTHER).verify(BODY, headers(day_before))
    with pytest.raises(WebhookVerificationError):
        Verifier(SECRET).verify(BODY, headers(day_before))


def test_a_secret_is_not_shown_in_a_traceback() -> None:
    assert SECRET not in repr(rules.rotate(webhook(), OTHER, now=NOW))
    assert OTHER not in repr(rules.rotate(webhook(), OTHER, now=NOW))
