"""Numbers of organisations: digits and the Luhn check (ISO/IEC 7812)."""


def is_digits(text: str, length: int) -> bool:
    """Return whether a text is exactly this many ASCII digits."""
    return len(text) == length and text.isascii() and text.isdigit()


def luhn_sum(digits: str) -> int:
    """Return the Luhn sum; a number with a right check digit has a multiple of ten."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled)
