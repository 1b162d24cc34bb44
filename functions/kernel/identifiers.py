"""New identifiers, drawn at the edge from the system's secure random source."""

import base64
import secrets

# Lower-case letters and digits without the look-alikes 0, 1, l and o: 32 symbols, 5 bits each.
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_LENGTH = 20

COUNTERMARK_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ234567"
"""A countermark's symbols: A-Z without I and O, and 2-7 (pass-culture-main, utils/token.py)."""

COUNTERMARK_LENGTH = 6


def new_id() -> str:
    """Return a new 20-character id (100 random bits), safe in a path and as a document id."""
    return _spelled(secrets.randbits(5 * _LENGTH), _ALPHABET, _LENGTH)


def new_countermark() -> str:
    """Return a new 6-character countermark; its uniqueness is a claim made by the booking."""
    symbols = len(COUNTERMARK_ALPHABET)
    number = secrets.randbelow(symbols**COUNTERMARK_LENGTH)
    return _spelled(number, COUNTERMARK_ALPHABET, COUNTERMARK_LENGTH)


def new_proof() -> str:
    """Return a new proof of a ticket: 128 random bits in 26 symbols of base 32 (RFC 4648)."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")


def _spelled(number: int, alphabet: str, length: int) -> str:
    """Return a number in the digits of `alphabet`; one draw is cheaper than one for each digit."""
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(alphabet))
        digits.append(alphabet[digit])
    return "".join(digits)
