"""Set, show, rotate and remove the webhook of an offerer."""

from datetime import datetime

from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import offerers, professionals
from functions.kernel.database import UnitOfWork
from functions.partners.webhooks import rules
from functions.partners.webhooks.models import Webhook, WebhookDirectory
from functions.partners.webhooks.store import DIRECTORY_ID, webhook_directory, webhooks


def set_webhook(
    work: UnitOfWork, siren: str, url: str, *, secret: str, uid: str, now: datetime
) -> Webhook:
    """Name the address of an offerer's webhook, and enable it; an existing secret stays.

    Refuses UnknownOfferer, NotAMember.
    """
    _check(work, siren, uid=uid)
    before = webhooks.find(work, siren)
    if before is None:
        made = Webhook(siren=siren, url=url, secret=secret, made_by=uid, created_at=now)
        webhooks.create(work, siren, made)
        _list(work, siren)
        return made
    after = rules.with_url(before, url)
    if after != before:
        webhooks.replace(work, siren, after)
    return after


def get_own_webhook(work: UnitOfWork, siren: str, *, uid: str) -> Webhook:
    """Return an offerer's webhook. Refuses UnknownOfferer, NotAMember, UnknownWebhook."""
    _check(work, siren, uid=uid)
    return webhooks.get(work, siren)


def rotate_secret(work: UnitOfWork, siren: str, *, secret: str, uid: str, now: datetime) -> Webhook:
    """Replace the secret of a webhook. Refuses as `get_own_webhook`."""
    after = rules.rotate(get_own_webhook(work, siren, uid=uid), secret, now=now)
    webhooks.replace(work, siren, after)
    return after


def remove_webhook(work: UnitOfWork, siren: str, *, uid: str) -> None:
    """Remove a webhook, if there is one. Refuses UnknownOfferer, NotAMember."""
    _check(work, siren, uid=uid)
    if webhooks.find(work, siren) is not None:
        webhooks.delete(work, siren)
        _unlist(work, siren)


def get_listed_sirens(work: UnitOfWork) -> frozenset[str]:
    """Return the SIRENs of the offerers that have a webhook; the commit does not verify them."""
    directory = webhook_directory.find_unverified(work, DIRECTORY_ID)
    return frozenset(directory.sirens if directory else ())


def _list(work: UnitOfWork, siren: str) -> None:
    before = webhook_directory.find(work, DIRECTORY_ID)
    if before is None:
        webhook_directory.create(work, DIRECTORY_ID, WebhookDirectory(sirens=(siren,)))
    else:
        after = WebhookDirectory(sirens=(*before.sirens, siren))
        webhook_directory.replace(work, DIRECTORY_ID, after)


def _unlist(work: UnitOfWork, siren: str) -> None:
    before = webhook_directory.get(work, DIRECTORY_ID)
    left = tuple(listed for listed in before.sirens if listed != siren)
    webhook_directory.replace(work, DIRECTORY_ID, WebhookDirectory(sirens=left))


def _check(work: UnitOfWork, siren: str, *, uid: str) -> None:
    work.prefetch(professionals.ref(uid))
    offerers.get(work, siren)
    work.prefetch(webhooks.ref(siren))
    check_member(work, siren, uid=uid)
