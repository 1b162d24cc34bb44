"""Routes that set, show, rotate and remove a webhook."""

import secrets

from functions.accounts.api_keys.rules import SecretShownBefore
from functions.accounts.offerers.rules import MEMBER_ONLY, UnknownOfferer
from functions.accounts.schemas import Removed
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who
from functions.partners.routes import routes
from functions.partners.webhooks import rules, service
from functions.partners.webhooks.schemas import (
    NamedWebhookView,
    WebhookBody,
    WebhookSecretView,
    WebhookView,
)

_OWN = (UnknownOfferer, *MEMBER_ONLY)


@routes.put(
    "/v1/offerers/{siren}/webhook", who=Who.MEMBER, refusals=(*_OWN, rules.WebhookUrlRefused)
)
def set_webhook(call: Call, siren: str, body: WebhookBody) -> NamedWebhookView:
    """Name the address that gets an offerer's booking events, signed; this enables it.

    Only the answer that makes the webhook shows its secret; rotate a secret that is lost. Messages
    follow Standard Webhooks and hold nothing about the person who booked. Those about events of the
    first ten seconds may not be sent.
    """
    secret, uid = _new_secret(), call.caller.uid
    may_be_sent = call.platform.webhooks.allows(body.url)

    def put(work: UnitOfWork) -> NamedWebhookView:
        webhook = service.set_webhook(work, siren, body.url, secret=secret, uid=uid, now=call.now)
        if not may_be_sent:
            raise rules.WebhookUrlRefused
        return NamedWebhookView.named(webhook, made_with=secret)

    def read_again(work: UnitOfWork) -> NamedWebhookView:
        return NamedWebhookView.named(service.get_own_webhook(work, siren, uid=uid), made_with=None)

    answer = call.commit_unkept(put, repeat=read_again, kept_if=lambda view: view.secret is None)
    call.platform.remembered.forget(rules.LISTED_SIRENS)
    return answer


@routes.get("/v1/offerers/{siren}/webhook", who=Who.MEMBER, refusals=(*_OWN, rules.UnknownWebhook))
def read_webhook(call: Call, siren: str) -> WebhookView:
    """Show an offerer's webhook, without its secret."""
    uid = call.caller.uid
    return call.read(lambda work: WebhookView.of(service.get_own_webhook(work, siren, uid=uid)))


@routes.post(
    "/v1/offerers/{siren}/webhook/rotate-secret",
    who=Who.MEMBER,
    refusals=(*_OWN, rules.UnknownWebhook, SecretShownBefore),
)
def rotate_webhook_secret(call: Call, siren: str) -> WebhookSecretView:
    """Replace the secret, which only this answer shows; for 24 hours both sign the messages."""
    secret, uid = _new_secret(), call.caller.uid

    def rotate(work: UnitOfWork) -> WebhookSecretView:
        after = service.rotate_secret(work, siren, secret=secret, uid=uid, now=call.now)
        return WebhookSecretView.of(after)

    return call.commit_unkept(rotate, repeat=_refuse_to_show_again)


@routes.delete("/v1/offerers/{siren}/webhook", who=Who.MEMBER, refusals=_OWN)
def remove_webhook(call: Call, siren: str) -> Removed:
    """Remove an offerer's webhook; messages that wait are dropped."""

    def remove(work: UnitOfWork) -> Removed:
        service.remove_webhook(work, siren, uid=call.caller.uid)
        return Removed()

    return call.commit(remove)


def _refuse_to_show_again(work: UnitOfWork) -> WebhookSecretView:  # noqa: ARG001
    raise SecretShownBefore


def _new_secret() -> str:
    return rules.secret_text(secrets.token_bytes(rules.SECRET_BYTES))
