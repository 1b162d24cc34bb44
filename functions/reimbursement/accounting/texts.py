"""The accounting file of a batch, in French."""

from collections.abc import Iterable, Iterator

from functions.kernel.spreadsheets import Euros, Sheet, csv_of
from functions.reimbursement.accounting.models import AccountingRow
from functions.reimbursement.payouts.models import LineKind

HEADER = (
    "N° de virement",
    "Compte bancaire",
    "SIREN",
    "N° du justificatif",
    "Dispositif",
    "Nature",
    "Nombre de lignes",
    "Montant des réservations",
    "Contribution",
    "Montant remboursé",
)

_KINDS: dict[LineKind, str] = {
    "booking": "Réservations",
    "price_difference": "Régularisations",
    "overpayment": "Trop-perçus",
    "gesture": "Gestes commerciaux",
}


def accounting_csv(rows: Iterable[AccountingRow]) -> Iterator[str]:
    """Return the rows of a batch as pieces of a CSV file for spreadsheets."""
    cells = (
        (
            row.batch_id,
            row.account_id,
            row.siren,
            row.statement_id,
            "Fonds de gestes" if row.kind == "gesture" else row.scheme or "Gratuit",
            _KINDS[row.kind],
            row.lines,
            Euros(row.amount_cents),
            Euros(row.contribution_cents),
            Euros(row.reimbursed_cents),
        )
        for row in rows
    )
    return csv_of(Sheet("Comptabilité", HEADER, cells))
