"""Backfill by hand: rewrite the documents of a collection in their model's present form.

`python -m local.backfill COLLECTION` works on the data folder, or on the database that
CULTUREPASS_DATABASE names, while functions serve it; docs/decisions/0018 says when to run it.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import main
from functions.accounts.offerers.service import renewed_offerer
from functions.accounts.people.service import renewed_beneficiary
from functions.booking.models import Booking
from functions.booking.rules import to_sum
from functions.kernel.config import read_settings
from functions.kernel.database import Database, Query, UnitOfWork, is_id
from functions.kernel.database.documents import Collection
from functions.kernel.jobs import Report, process_and_count
from functions.kernel.platform import Platform, use_platform
from functions.offers.search.listings.service import renewed_date_entry, renewed_listing
from functions.offers.search.models import Listing
from functions.offers.search.suggest.service import follow_venue
from functions.statistics.counting.service import mark
from functions.wallet.models import Wallet

_PAGE = 100
_LONG_AGO = datetime(2019, 2, 1, tzinfo=UTC)

Renew = Callable[[UnitOfWork, Any], Any]


def _with_venue(work: UnitOfWork, listing: Listing) -> Listing:
    follow_venue(work, listing.id)
    return renewed_listing(work, listing)


def _to_sum(_: UnitOfWork, booking: Booking) -> Booking:
    return to_sum(booking)


def _to_count(work: UnitOfWork, wallet: Wallet) -> Wallet:
    mark(work, wallet.id, now=_LONG_AGO)
    return wallet


RENEWALS: Mapping[str, Renew] = {
    "beneficiaries": renewed_beneficiary,
    "bookings": _to_sum,
    "listings": _with_venue,
    "offerers": renewed_offerer,
    "showings": renewed_date_entry,
    "wallets": _to_count,
}
"""The changes that a backfill makes beside the form of a document, in the order to run them."""


def backfill(
    database: Database, collection: Collection[Any], *, after: str | None = None
) -> Iterator[tuple[str, Report]]:
    """Rewrite the documents with ids after `after`; yield the last id and the counts of each page.

    Each document is read and written in a unit of work of its own, so one that changes meanwhile is
    processed again, and one in its present form is not written. Documents that fail are logged and
    counted. A run that stopped continues from the last id; a repeat changes nothing.
    """
    report = Report(counts={"rewritten": 0, "unchanged": 0})
    position = None if after is None else (after,)
    while page := database.query(Query(collection.name, limit=_PAGE, after=position)):
        ids = [snapshot.ref.id for snapshot in page]
        process_and_count(
            report,
            ids,
            lambda name: database.run(lambda work: _rewrite(work, collection, name)),
            names_people=True,
        )
        yield ids[-1], report
        position = (ids[-1],)


def renew_all(database: Database) -> int:
    """Run all renewals; return how many documents failed, which are logged."""
    known = collections()
    pages = (page for name in RENEWALS for page in backfill(database, known[name]))
    return sum(report.failed for _, report in pages)


def _rewrite(work: UnitOfWork, collection: Collection[Any], document_id: str) -> str:
    data = work.find(collection.ref(document_id))
    if data is None:
        return "unchanged"
    value, renew = collection.decode(data), RENEWALS.get(collection.name)
    present = collection.encode(value if renew is None else renew(work, value))
    if _plain(present) == _plain(data):
        return "unchanged"
    work.replace(collection.ref(document_id), present)
    return "rewritten"


def _plain(value: object) -> object:
    """Return a value with tuples as lists, as databases return them."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def collections() -> dict[str, Collection[Any]]:
    """Return the collections of all features by name."""
    main.load_all()
    stores = [module for name, module in sys.modules.items() if name.startswith("functions.")]
    found = [value for store in stores for value in vars(store).values()]
    return {value.name: value for value in found if isinstance(value, Collection)}


def run(arguments: Sequence[str]) -> int:
    """Backfill the collection that the first argument names; return 0 if nothing failed."""
    known = collections()
    parser = argparse.ArgumentParser(
        "python -m local.backfill",
        description=f"Rewrite a collection in its present form: {', '.join(sorted(known))}.",
    )
    parser.add_argument("collection", choices=sorted(known), metavar="COLLECTION")
    parser.add_argument("--after", metavar="ID", help="continue after this document")
    options = parser.parse_args(arguments)
    if options.after is not None and not is_id(options.after):
        parser.error(f"not the id of a document: {options.after!r}")
    failed, last = 0, options.after
    try:
        with closing(Platform(read_settings())) as platform:
            use_platform(platform)
            pages = backfill(platform.database, known[options.collection], after=last)
            for position, report in pages:
                last, failed = position, report.failed
                counts = {**report.counts, "failed": failed}
                print(", ".join(f"{number} {outcome}" for outcome, number in counts.items()))
    except KeyboardInterrupt:
        print(f"Stopped. Continue with --after {last}." if last else "Stopped.")
        return 130
    finally:
        use_platform(None)
    print(f"{options.collection}: done.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
