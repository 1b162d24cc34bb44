"""`python -m functions.accounts.schemes check FILE`: validate a scheme and try it on a person."""

import argparse
import sys
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from functions.accounts.schemes.data import SchemeInvalid, read_named_scheme
from functions.accounts.schemes.models import Scheme
from functions.accounts.schemes.rules import NotEligible, choose_scheme, grant_of, residence_of
from functions.kernel.errors import Malformed
from functions.kernel.money import in_words


def main(arguments: list[str] | None = None) -> int:
    """Check a scheme file and print the result; return 0, or 1 when it is not valid."""
    parser = argparse.ArgumentParser(prog="python -m functions.accounts.schemes")
    check = parser.add_subparsers(required=True).add_parser("check", help="validate a scheme file")
    check.add_argument("file", type=Path)
    check.add_argument("--birth-date", type=date.fromisoformat, metavar="YYYY-MM-DD")
    check.add_argument("--postal-code", metavar="CODE")
    check.add_argument("--country", default=None, help="two letters; the scheme's own by default")
    check.add_argument(
        "--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day; today by default"
    )
    given = parser.parse_args(arguments)
    try:
        scheme = read_named_scheme(given.file)
    except SchemeInvalid as invalid:
        print(invalid)
        return 1
    print(f"{given.file.name}: a valid scheme: {scheme.id}, {scheme.name}")
    if given.birth_date and given.postal_code:
        today = given.on or date.today()  # noqa: DTZ011 - the day where the command is typed
        country = given.country or scheme.country
        print(_grant_text(scheme, given.birth_date, country, given.postal_code, today=today))
    elif given.birth_date or given.postal_code:
        parser.error("--birth-date and --postal-code go together")
    return 0


def _grant_text(
    scheme: Scheme, birth_date: date, country: str, postal_code: str, *, today: date
) -> str:
    """Describe what the scheme grants a person on a day."""
    who = f"Born {birth_date}, living at {country} {postal_code}, on {today}"
    try:
        residence = residence_of(country, postal_code, [scheme])
        choose_scheme([scheme], birth_date=birth_date, residence=residence, today=today)
    except NotEligible as refused:
        return f"{who}: not eligible, {refused.reason}."
    except Malformed:
        return f"{who}: not a postal code of the country."
    grant = grant_of(
        scheme, birth_date=birth_date, residence=residence, signed_up_on=today, today=today
    )
    amount = sum(credit.amount_cents for credit in grant.credits)
    ends = grant.expires_at.astimezone(ZoneInfo(residence.time_zone))
    caps = [f"{cap.domain} {in_words(cap.limit_cents)}" for cap in grant.caps]
    return (
        f"{who}: {in_words(amount)}, until {ends:%Y-%m-%d %H:%M} {residence.time_zone}"
        f" ({grant.expires_at:%Y-%m-%dT%H:%MZ}); caps: {', '.join(caps) or 'none'}."
    )


if __name__ == "__main__":
    sys.exit(main())
