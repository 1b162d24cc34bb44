"""Documents and queries of beneficiaries."""

from collections.abc import Iterator
from datetime import datetime

from functions.accounts.people.models import Beneficiary, BeneficiaryStatus, Person
from functions.accounts.people.rules import UnknownBeneficiary
from functions.kernel.database import Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes

beneficiaries = Collection("beneficiaries", Beneficiary, missing=UnknownBeneficiary)


persons = Collection("persons", Person)


declare_indexes(
    Index("beneficiaries", ("name_keys[]", "-signed_up_at")),
    Index("beneficiaries", ("status", "next_credit_at")),
    Index("beneficiaries", ("status", "signed_up_at")),
    Index("beneficiaries", ("status", "held_for_review", "signed_up_at")),
)


def due_for_credit(at: datetime) -> Query:
    """Return the query of active beneficiaries whose next credit is due at `at`."""
    return Query(
        beneficiaries.name,
        (Where("status", "==", "active"), Where("next_credit_at", "<=", at)),
        (Order("next_credit_at"),),
    )


def beneficiaries_with(
    work: UnitOfWork,
    status: BeneficiaryStatus,
    *,
    held_for_review: bool | None,
    after: tuple[datetime, str] | None,
    page: int,
) -> Iterator[Beneficiary]:
    """Yield the beneficiaries with a status, oldest sign-up first, after a position."""
    where = [Where("status", "==", status)]
    if held_for_review is not None:
        where.append(Where("held_for_review", "==", held_for_review))
    oldest_first = (Order("signed_up_at"),)
    return beneficiaries.query_pages(work, *where, order_by=oldest_first, after=after, page=page)
