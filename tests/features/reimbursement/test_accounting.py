"""The accounting file: every cent of a batch once, by the scheme whose credit it was."""

import csv
import io
from datetime import timedelta

from functions.kernel.platform import Platform
from functions.reimbursement.accounting.rules import rows_of
from functions.reimbursement.accounting.texts import accounting_csv
from functions.reimbursement.payouts.store import stream_payouts
from functions.reimbursement.settlements.store import stream_lines
from tests.features.reimbursement.test_batches import BEFORE, DAY
from tests.support.given import NOW
from tests.support.payouts import all_payouts, put_account, put_offerer, run_batch
from tests.support.reimbursement import VENUE, Till, put_venue


def rows(platform: Platform, batch_id: str) -> list[tuple[str, str, str, str]]:
    """Return scheme, kind, number of lines and amount of each row of a batch."""
    found = [
        row
        for payout in stream_payouts(platform.database, batch_id)
        for row in rows_of(payout, stream_lines(platform.database, payout.settlement_id))
    ]
    text = "".join(accounting_csv(found)).removeprefix("\ufeff")
    return [
        (row["Dispositif"], row["Nature"], row["Nombre de lignes"], row["Montant remboursé"])
        for row in csv.DictReader(io.StringIO(text), delimiter=";")
    ]


def test_batch_is_split_by_scheme_and_each_line_is_in_one_file(platform: Platform) -> None:
    put_venue(platform, VENUE)
    put_offerer(platform)
    put_account(platform, "a1", VENUE.id)
    till = Till(platform)
    till.sell(1_000, BEFORE, booking_id="undone")
    till.sell(2_000, BEFORE, scheme="fr-2021")
    till.sell(0, BEFORE)
    till.price()
    run_batch(platform, NOW)
    assert rows(platform, "VIR1") == [
        ("Gratuit", "Réservations", "1", "0,00"),
        ("fr-2021", "Réservations", "1", "20,00"),
        ("fr-pilot", "Réservations", "1", "10,00"),
    ]
    till.undo("undone")
    till.price()
    run_batch(platform, NOW + DAY)
    assert all_payouts(platform)["VIR2~a1"].state == "carried"
    assert rows(platform, "VIR2") == [("fr-pilot", "Régularisations", "1", "-10,00")]
    till.sell(3_000, NOW + timedelta(hours=30))
    till.price(now=NOW + 3 * DAY)
    run_batch(platform, NOW + 3 * DAY)
    assert rows(platform, "VIR3") == [("fr-pilot", "Réservations", "1", "30,00")]
