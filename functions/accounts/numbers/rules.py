"""Checks of numbers: digits, and the Luhn check digit (ISO/IEC 7812)."""


def is_digits(text: str, *, count: int) -> bool:
    """Return whether a text is exactly `count` ASCII digits."""
    return len(text) == count and text.isascii() and text.isdigit()


def is_luhn_valid(digits: str) -> bool:
    """Return whether the last digit is the right check digit."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
