"""Money as integer cents of the scheme's currency; no floating point, no rounding."""


def in_words(amount: int) -> str:
    """Format `amount` cents in French: 123456 -> "1 234,56 €"."""
    sign = "-" if amount < 0 else ""
    euros, cents = divmod(abs(amount), 100)
    grouped = f"{euros:,}".replace(",", "\u202f")
    return f"{sign}{grouped},{cents:02d}\u00a0€"
