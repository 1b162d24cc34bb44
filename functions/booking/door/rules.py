"""The door without a network: what a device keeps, when a scan was made, what a late one does.

A list holds nothing that could be read or guessed without the tickets themselves: of each proof, an
id made by HKDF (RFC 5869), and what the door shows, encrypted by AES-256-GCM under a key made from
the proof in the same way. WebCrypto makes both from a scanned code. The proof has 128 random bits,
so there is nothing to try out.
"""

import base64
import hmac
import json
from datetime import datetime, timedelta
from typing import Literal

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from functions.booking.countermarks.rules import proof_in
from functions.booking.desk.rules import AlreadyReimbursed, usable_from
from functions.booking.door.models import DoorScan, UndoScan
from functions.booking.models import Booking, CancellationReason
from functions.booking.rules import AUTO_USE_AFTER_EVENT, cancel, expire
from functions.kernel.values import replace

DoorTicketState = Literal["open", "used", "ended"]

NONCE_BYTES = 12

SCANS_WAIT = timedelta(days=7)
"""How long a scan may wait on its device: one that is older counts as made that long ago."""

SCANS_KEPT = timedelta(days=90)
"""How long a repeat of a scan gets the first answer."""

_SEALED_BYTES = 96
"""Sealed texts have a multiple of this length, so that none is known by its length."""

_ENDED_AT_DOOR: frozenset[CancellationReason | None] = frozenset(
    ("beneficiary", "offerer", "expired")
)
"""The endings that a scan made before it was known overrules; the others are an administrator's."""


def ticket_id(proof: str) -> str:
    """Return the id of a ticket in the list of a door, which shows nothing of its proof."""
    return _text(_derived(proof, "id", 16))


def seal_ticket(booking: Booking, *, proof: str, nonce: bytes) -> str:
    """Return what the door shows of a booking, readable with its proof alone.

    JSON with `initials`, `quantity` and `price_label`, encrypted, with the nonce before it. A nonce
    is used once.
    """
    shown = {
        "initials": initials(booking.holder_name),
        "quantity": booking.quantity,
        "price_label": booking.price_label,
    }
    text = json.dumps(shown, ensure_ascii=False).encode()
    padded = text.ljust(-(-len(text) // _SEALED_BYTES) * _SEALED_BYTES)
    return _text(nonce + AESGCM(_derived(proof, "seal", 32)).encrypt(nonce, padded, None))


def initials(name: str) -> str:
    """Return the initials of a name: "J. D." of "Jeanne Dubois"."""
    return " ".join(f"{word[0].upper()}." for word in name.split())


def state_of(booking: Booking) -> DoorTicketState:
    """Return the state of a booking as the list of a door has it."""
    if booking.status in ("cancelled", "expired"):
        return "ended"
    return "open" if booking.status == "confirmed" else "used"


def made_at(
    scanned_at: datetime, *, sent_at: datetime, list_as_of: datetime, now: datetime
) -> datetime:
    """Return when a scan was made, by the server's clock (UTC).

    `scanned_at` and `sent_at` are by the device's clock, so that an error of it cancels out. If the
    clock was set between them, the result is still neither in the future, nor before the list that
    the device had, nor more than SCANS_WAIT ago.
    """
    waited = max(timedelta(), min(sent_at - scanned_at, SCANS_WAIT))
    return max(now - waited, min(list_as_of, now))


def time_of_list(list_as_of: datetime, *, now: datetime) -> datetime:
    """Return the time of a device's list; the server wrote it, so it is within these bounds."""
    return max(now - SCANS_WAIT, min(list_as_of, now))


def has_proof(booking: Booking, qr: str) -> bool:
    """Return whether the text of a QR code holds the proof of a booking."""
    proof = proof_in(qr)
    if proof is None or booking.proof is None:
        return False
    return hmac.compare_digest(proof, booking.proof)


def was_used_by_date(booking: Booking) -> bool:
    """Return whether a booking counts as used only because its event is over."""
    used_at, begins_at = booking.used_at, booking.begins_at
    if booking.scan_id is not None or used_at is None or begins_at is None:
        return False
    return used_at > begins_at + AUTO_USE_AFTER_EVENT


def overrules_end(booking: Booking, *, scanned_at: datetime, list_as_of: datetime) -> bool:
    """Return whether a scan counts although its booking has ended.

    The device could not know: the booking ended after its list was made. Nor could the holder have
    cancelled when the scan was made, unless the event had moved.
    """
    if booking.cancelled_at is None or booking.cancellation_reason not in _ENDED_AT_DOOR:
        return False
    opens_at = usable_from(booking)
    is_open = opens_at is None or opens_at <= scanned_at
    return is_open and booking.cancelled_at > list_as_of


def end_again(booking: Booking, scan: DoorScan, *, now: datetime) -> Booking:
    """Return a booking as it was before a scan overruled its end. Refuses AlreadyReimbursed."""
    if booking.status == "reimbursed":
        raise AlreadyReimbursed
    assert scan.ended_by is not None
    if scan.ended_by == "expired":
        return replace(expire(booking, now=now), used_at=None, scan_id=None)
    return replace(cancel(booking, reason=scan.ended_by, now=now), scan_id=None)


def undone_unseen(command: UndoScan, *, now: datetime) -> DoorScan:
    """Return what stands for a scan that was undone before it arrived: it has no effect then."""
    return DoorScan(
        outcome="undone",
        device=command.device,
        scanned_at=now,
        expires_at=now + SCANS_KEPT,
        undone_at=now,
    )


def hides(scan: DoorScan, sirens: tuple[str, ...]) -> bool:
    """Return whether a scan was sent by others than these offerers."""
    return scan.siren is not None and scan.siren not in sirens


def _derived(proof: str, use: str, length: int) -> bytes:
    info = f"culture pass door {use}".encode()
    return HKDF(SHA256(), length, salt=None, info=info).derive(proof.encode())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
