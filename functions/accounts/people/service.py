"""Sign up, activate, credit and suspend beneficiaries."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from functions.accounts.people import rules
from functions.accounts.people.models import (
    Beneficiary,
    BeneficiaryActivated,
    BeneficiaryCredited,
    BeneficiarySuspended,
    BeneficiaryUnsuspended,
    Person,
    SignUp,
    SuspensionReason,
)
from functions.accounts.people.store import beneficiaries, persons
from functions.accounts.schemes.models import Credit, Grant, Residence, Scheme
from functions.accounts.schemes.rules import (
    NotEligible,
    age_by,
    choose_scheme,
    credits_between,
    grant_of,
    next_credit_at,
    residence_of,
    why_not,
)
from functions.kernel.bus import record
from functions.kernel.calendar_days import local_day
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace


def sign_up(
    work: UnitOfWork, command: SignUp, *, schemes: Sequence[Scheme], now: datetime
) -> Beneficiary:
    """Apply for the pass, or for the scheme that continues the caller's.

    Refuses Malformed for the postal code, AlreadySignedUp, NotEligible. Age counts from the day
    where the person lives: at 01:00 in Paris it is still yesterday in Guyane. Someone who already
    has the pass is held for review.
    """
    person = rules.person_key(
        first_name=command.first_name,
        last_name=command.last_name,
        birth_date=command.birth_date,
    )
    former = rules.former_person_key(
        first_name=command.first_name,
        last_name=command.last_name,
        birth_date=command.birth_date,
    )
    work.prefetch(persons.ref(person), persons.ref(former))
    before = beneficiaries.find(work, command.beneficiary_id)
    residence = residence_of(command.country, command.postal_code, schemes)
    today = local_day(now, residence.time_zone)
    if before is not None:
        return _ask_to_move(work, before, residence, schemes=schemes, today=today, now=now)
    scheme = choose_scheme(schemes, birth_date=command.birth_date, residence=residence, today=today)
    known = persons.find(work, person) or persons.find(work, former)
    beneficiary = Beneficiary(
        id=command.beneficiary_id,
        email=command.email,
        first_name=command.first_name,
        last_name=command.last_name,
        birth_date=command.birth_date,
        residence=residence,
        person=person if known is None else None,
        scheme=scheme.id,
        held_for_review=known is not None,
        status="pending",
        signed_up_at=now,
    )
    beneficiaries.create(work, beneficiary.id, beneficiary)
    if known is None:
        persons.create(work, person, Person(beneficiary_id=beneficiary.id))
    return beneficiary


def grant_today(
    *, birth_date: date, country: str, postal_code: str, schemes: Sequence[Scheme], now: datetime
) -> tuple[Scheme, Grant]:
    """Return the scheme that fits a person today and its first grant.

    Refuses Malformed for the postal code, NotEligible.
    """
    residence = residence_of(country, postal_code, schemes)
    today = local_day(now, residence.time_zone)
    scheme = choose_scheme(schemes, birth_date=birth_date, residence=residence, today=today)
    grant = grant_of(
        scheme, birth_date=birth_date, residence=residence, signed_up_on=today, today=today
    )
    return scheme, grant


def renewed_beneficiary(work: UnitOfWork, beneficiary: Beneficiary) -> Beneficiary:
    """Return a beneficiary with the claim on their identity that this release makes.

    Earlier releases compared names in another way. Where two people turn out to have had the pass
    under one identity, the first keeps the claim; both keep what they have.
    """
    if beneficiary.person is None or beneficiary.birth_date is None:
        return beneficiary
    person = rules.person_key(
        first_name=beneficiary.first_name,
        last_name=beneficiary.last_name,
        birth_date=beneficiary.birth_date,
    )
    if person == beneficiary.person:
        return beneficiary
    work.prefetch(persons.ref(person), persons.ref(beneficiary.person))
    if persons.find(work, person) is not None:
        return beneficiary
    if persons.find(work, beneficiary.person) is not None:
        persons.delete(work, beneficiary.person)
    persons.create(work, person, Person(beneficiary_id=beneficiary.id))
    return replace(beneficiary, person=person)


def _ask_to_move(
    work: UnitOfWork,
    before: Beneficiary,
    residence: Residence,
    *,
    schemes: Sequence[Scheme],
    today: date,
    now: datetime,
) -> Beneficiary:
    """Apply for the open scheme that continues the beneficiary's.

    Refuses AlreadySignedUp when no such scheme fits. The identity was checked before, so only the
    residence is taken from the new application.
    """
    if before.status != "active" or before.birth_date is None:
        raise rules.AlreadySignedUp
    for scheme in schemes:
        fits = why_not(scheme, birth_date=before.birth_date, residence=residence, today=today)
        if scheme.continues == before.scheme and fits is None:
            asked_at = before.asked_at if before.next_scheme == scheme.id else now
            after = replace(before, residence=residence, next_scheme=scheme.id, asked_at=asked_at)
            beneficiaries.replace(work, after.id, after)
            return after
    raise rules.AlreadySignedUp


def activate(
    work: UnitOfWork,
    beneficiary_id: str,
    *,
    by: str,
    scheme_of: Callable[[str], Scheme],
    now: datetime,
) -> Beneficiary:
    """Activate a beneficiary; the wallet receives the grant by event.

    The administrator `by` has checked the identity, also of someone held for review. Refuses
    UnknownBeneficiary, Suspended, and NotEligible when the grant would already have expired. The
    scheme is the one applied for, even if it has closed since. Somebody else who applied as this
    person before and still waits is held for review from now on.
    """
    before = beneficiaries.get(work, beneficiary_id)
    rules.check_activation(before)
    if not rules.is_to_activate(before):
        return before
    assert before.birth_date is not None
    assert before.residence is not None
    scheme = scheme_of(before.next_scheme or before.scheme)
    zone = before.residence.time_zone
    today = local_day(now, zone)
    asked_at = before.asked_at or before.signed_up_at
    grant = grant_of(
        scheme,
        birth_date=before.birth_date,
        residence=before.residence,
        signed_up_on=local_day(asked_at, zone),
        today=today,
    )
    if grant.expires_at <= now:
        raise NotEligible(reason="too_old")
    age = age_by(scheme, birth_date=before.birth_date, day=today)
    after = rules.activated(
        before,
        scheme=scheme.id,
        credited_age=age,
        next_credit_at=next_credit_at(scheme, birth_date=before.birth_date, age=age, zone=zone),
        by=by,
        now=now,
    )
    if before.held_for_review:
        after = _claim_person(work, after, birth_date=before.birth_date)
    beneficiaries.replace(work, after.id, after)
    record(
        work,
        BeneficiaryActivated(subject_id=after.id, revision=after.revision, at=now, grant=grant),
    )
    return after


def _claim_person(work: UnitOfWork, real: Beneficiary, *, birth_date: date) -> Beneficiary:
    """Return the beneficiary with the claim on their person, if who has it was not activated."""
    key = rules.person_key(
        first_name=real.first_name, last_name=real.last_name, birth_date=birth_date
    )
    claim = persons.find(work, key)
    first = claim and claim.beneficiary_id and beneficiaries.find(work, claim.beneficiary_id)
    if not first or first.status != "pending":
        return real
    beneficiaries.replace(work, first.id, replace(first, person=None, held_for_review=True))
    persons.replace(work, key, Person(beneficiary_id=real.id))
    return replace(real, person=key)


def credit_birthday(
    work: UnitOfWork,
    beneficiary_id: str,
    *,
    scheme_of: Callable[[str], Scheme],
    now: datetime,
) -> bool:
    """Credit a beneficiary's past birthdays; return whether any was due.

    Suspended beneficiaries are skipped; the first run after the suspension catches up.
    """
    before = beneficiaries.get(work, beneficiary_id)
    due = before.next_credit_at is not None and before.next_credit_at <= now
    if before.status != "active" or not due or before.credited_age is None:
        return False
    assert before.birth_date is not None
    assert before.residence is not None
    scheme, zone = scheme_of(before.scheme), before.residence.time_zone
    age = age_by(scheme, birth_date=before.birth_date, day=local_day(now, zone))
    credits_ = credits_between(scheme, after_age=before.credited_age, until_age=age)
    after = rules.credited(
        before,
        credited_age=age,
        next_credit_at=next_credit_at(scheme, birth_date=before.birth_date, age=age, zone=zone),
    )
    _save_credited(work, after, credits_, now=now)
    return True


def give_bonus(
    work: UnitOfWork,
    beneficiary_id: str,
    *,
    scheme_of: Callable[[str], Scheme],
    now: datetime,
) -> Beneficiary:
    """Grant a beneficiary the bonus of their scheme. Repeating it changes nothing.

    Refuses UnknownBeneficiary, NotActiveYet, NoBonus.
    """
    before = beneficiaries.get(work, beneficiary_id)
    scheme = scheme_of(before.scheme)
    if before.has_bonus:
        return before
    after = rules.with_bonus(before, bonus_cents=scheme.bonus_cents)
    bonus = Credit(id=f"{scheme.id}~bonus", amount_cents=scheme.bonus_cents)
    _save_credited(work, after, (bonus,), now=now)
    return after


def _save_credited(
    work: UnitOfWork, after: Beneficiary, credits_: tuple[Credit, ...], *, now: datetime
) -> None:
    beneficiaries.replace(work, after.id, after)
    record(
        work,
        BeneficiaryCredited(
            subject_id=after.id,
            revision=after.revision,
            at=now,
            scheme=after.scheme,
            credits=credits_,
        ),
    )


def suspend(
    work: UnitOfWork, beneficiary_id: str, *, reason: SuspensionReason, now: datetime
) -> Beneficiary:
    """Suspend a beneficiary; their bookings follow by event. Refuses UnknownBeneficiary."""
    before = beneficiaries.get(work, beneficiary_id)
    after = rules.suspend(before, reason=reason, now=now)
    if after is before:
        return before
    beneficiaries.replace(work, after.id, after)
    record(
        work,
        BeneficiarySuspended(subject_id=after.id, revision=after.revision, at=now, reason=reason),
    )
    return after


def unsuspend(work: UnitOfWork, beneficiary_id: str, *, now: datetime) -> Beneficiary:
    """Lift the suspension of a beneficiary. Refuses UnknownBeneficiary."""
    before = beneficiaries.get(work, beneficiary_id)
    after = rules.unsuspend(before)
    if after is not before:
        beneficiaries.replace(work, after.id, after)
        record(work, BeneficiaryUnsuspended(subject_id=after.id, revision=after.revision, at=now))
    return after


def get_beneficiary(work: UnitOfWork, uid: str) -> Beneficiary:
    """Return the caller as beneficiary, in any status but erased. Refuses BeneficiaryOnly."""
    found = beneficiaries.find(work, uid)
    if found is None or found.status == "erased":
        raise rules.BeneficiaryOnly
    return found
