"""Rules of schemes: eligibility, grants and expiry."""

import calendar
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from functions.accounts.places.rules import FRANCE, FRENCH_POSTAL_CODE, department_of
from functions.accounts.schemes.models import (
    Cap,
    Credit,
    Grant,
    IneligibleReason,
    Residence,
    Scheme,
)
from functions.kernel.calendar_days import PARIS, age_on, day_start, years_after
from functions.kernel.errors import Conflict, FieldError, InvalidFields

_MAJORITY = 18


class NotEligible(Conflict):
    """No open scheme fits this person; see `reason`."""

    code = "not_eligible"
    reason: IneligibleReason
    eligible_on: date | None = None
    """The first day on which a scheme fits, if nothing but the date is in the way."""


def choose_scheme(
    schemes: Sequence[Scheme], *, birth_date: date, residence: Residence, today: date
) -> Scheme:
    """Return the first scheme that fits a person; `today` is the day where they live.

    Refuses NotEligible, with the `reason` of the closest scheme: `not_open` when only the date is
    wrong, then `residence`, then the age; and with the day from which a scheme will fit, if any.
    """
    reasons: list[IneligibleReason] = []
    for scheme in schemes:
        reason = why_not(scheme, birth_date=birth_date, residence=residence, today=today)
        if reason is None:
            return scheme
        reasons.append(reason)
    nearest: Sequence[IneligibleReason] = ("not_open", "residence", "too_young", "too_old")
    closest: IneligibleReason = min(reasons, key=nearest.index, default="not_open")
    later = _eligible_on(schemes, birth_date=birth_date, residence=residence, today=today)
    raise NotEligible(reason=closest, eligible_on=later)


def _eligible_on(
    schemes: Sequence[Scheme], *, birth_date: date, residence: Residence, today: date
) -> date | None:
    """Return the first day after `today` on which a scheme fits; None for never."""
    days: list[date] = []
    for scheme in schemes:
        of_age = years_after(birth_date, scheme.first_age)
        if scheme.ages_by == "calendar_year":
            of_age = of_age.replace(month=1, day=1)
        day = max(of_age, scheme.opens_on or date.min)
        fits = why_not(scheme, birth_date=birth_date, residence=residence, today=day) is None
        if fits and day > today:
            days.append(day)
    return min(days, default=None)


def why_not(
    scheme: Scheme, *, birth_date: date, residence: Residence, today: date
) -> IneligibleReason | None:
    """Return why the scheme does not fit, age limits first; None when it fits."""
    age = age_by(scheme, birth_date=birth_date, day=today)
    born_from, born_until = scheme.born_from or date.min, scheme.born_until or date.max
    opens_on, closes_on = scheme.opens_on or date.min, scheme.closes_on or date.max
    in_departments = not scheme.departments or residence.department in scheme.departments
    conditions: tuple[tuple[IneligibleReason, bool], ...] = (
        ("too_young", age < scheme.first_age or birth_date > born_until),
        ("too_old", age > scheme.last_age or birth_date < born_from),
        ("residence", residence.country != scheme.country or not in_departments),
        ("not_open", not opens_on <= today <= closes_on),
    )
    return next((reason for reason, applies in conditions if applies), None)


def age_by(scheme: Scheme, *, birth_date: date, day: date) -> int:
    """Return a person's age on a day, as the scheme counts it."""
    if scheme.ages_by == "calendar_year":
        return day.year - birth_date.year
    return age_on(birth_date, day)


def grant_of(
    scheme: Scheme, *, birth_date: date, residence: Residence, signed_up_on: date, today: date
) -> Grant:
    """Return the grant of someone activated on the day `today`.

    Credits start at the age of sign-up, so that nobody loses a birthday to the time that the check
    took (pass-culture-main, core/finance/deposit_api.py).
    """
    first = age_by(scheme, birth_date=birth_date, day=signed_up_on)
    age = age_by(scheme, birth_date=birth_date, day=today)
    return Grant(
        scheme=scheme.id,
        credits=credits_between(scheme, after_age=first - 1, until_age=age),
        expires_at=expires_at(scheme, birth_date=birth_date, residence=residence, today=today),
        caps=caps_of(scheme, department=residence.department),
        domains=scheme.domains,
        excluded=scheme.excluded,
        excluded_at_a_price=scheme.excluded_at_a_price,
        continues=scheme.continues,
    )


def credits_between(scheme: Scheme, *, after_age: int, until_age: int) -> tuple[Credit, ...]:
    """Return the credits for ages above `after_age`, up to `until_age` inclusive."""
    return tuple(
        Credit(id=f"{scheme.id}~{granted.age}", amount_cents=granted.amount_cents)
        for granted in scheme.amounts
        if after_age < granted.age <= until_age
    )


def next_credit_at(scheme: Scheme, *, birth_date: date, age: int, zone: str) -> datetime | None:
    """Return when the scheme credits next after this age; None for never."""
    ages = [granted.age for granted in scheme.amounts if granted.age > age]
    return day_start(years_after(birth_date, min(ages)), zone) if ages else None


def caps_of(scheme: Scheme, *, department: str | None) -> tuple[Cap, ...]:
    """Return the caps for residents of a department, with its exceptions applied."""
    exceptions = {e.domain: e for e in scheme.cap_exceptions if e.department == department}
    caps: list[Cap] = []
    for cap in scheme.caps:
        exception = exceptions.get(cap.domain)
        limit = cap.limit_cents if exception is None else exception.limit_cents
        if limit is not None:
            caps.append(Cap(domain=cap.domain, limit_cents=limit))
    return tuple(caps)


def expires_at(scheme: Scheme, *, birth_date: date, residence: Residence, today: date) -> datetime:
    """Return when a grant made today expires, in the holder's time zone."""
    rule, zone = scheme.expiry, residence.time_zone
    if rule.kind == "birthday":
        start = day_start(years_after(birth_date, rule.age), zone)
        return start + timedelta(hours=rule.hours)
    if rule.kind == "date":
        year = birth_date.year + _MAJORITY + rule.years
        last_day = date(year, rule.month, rule.day)
    else:
        last_day = years_after(_months_after(today, rule.months), rule.years)
    return day_start(last_day + timedelta(days=1), zone).astimezone(UTC)


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def check_postal_code(country: str, postal_code: str, schemes: Sequence[Scheme]) -> None:
    """Check the form of a postal code. Refuses InvalidFields.

    Outside France the country's schemes define the form; without any, nobody there is eligible.
    """
    patterns = [
        scheme.postal_code_pattern or ".*" for scheme in schemes if scheme.country == country
    ]
    if country == FRANCE:
        patterns = [FRENCH_POSTAL_CODE]
    if patterns and not any(re.fullmatch(pattern, postal_code) for pattern in patterns):
        message = f"not a postal code of the country {country}"
        raise InvalidFields(errors=[FieldError("postal_code", message)])


def residence_of(country: str, postal_code: str, schemes: Sequence[Scheme]) -> Residence:
    """Return the residence at a postal code. Refuses InvalidFields.

    The time zone is the department's in France; elsewhere a scheme of the country defines it.
    """
    check_postal_code(country, postal_code, schemes)
    if country == FRANCE:
        found = department_of(postal_code)
        return Residence(
            country=country,
            postal_code=postal_code,
            department=found.code if found else None,
            time_zone=found.time_zone if found else PARIS,
        )
    zone = next((scheme.time_zone for scheme in schemes if scheme.country == country), PARIS)
    zones = [z for scheme in schemes if scheme.country == country for z in scheme.zones]
    for part in zones:
        if postal_code.startswith(part.postal_prefix):
            zone = part.time_zone
    return Residence(country=country, postal_code=postal_code, department=None, time_zone=zone)
