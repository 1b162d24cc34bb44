"""The accounting file of a batch."""

from functions.kernel.call import Call
from functions.kernel.route import Who
from functions.kernel.schemas import Text
from functions.kernel.spreadsheets import CSV
from functions.reimbursement.accounting.rules import rows_of
from functions.reimbursement.accounting.texts import accounting_csv
from functions.reimbursement.batches.rules import BatchNotPrepared, UnknownBatch
from functions.reimbursement.batches.store import batches
from functions.reimbursement.payouts.store import stream_payouts
from functions.reimbursement.routes import routes
from functions.reimbursement.settlements.store import stream_lines


@routes.get(
    "/v1/reimbursement-batches/{batch_id}/accounting",
    who=Who.FINANCE,
    refusals=(UnknownBatch, BatchNotPrepared),
    also=(CSV,),
)
def download_accounting(call: Call, batch_id: str) -> Text:
    """Download what a batch pays, by account, scheme and kind, as CSV for accounting."""
    database = call.platform.database
    if call.read(lambda work: batches.get(work, batch_id)).state == "preparing":
        raise BatchNotPrepared
    rows = (
        row
        for payout in stream_payouts(database, batch_id)
        if payout.retries is None
        for row in rows_of(payout, stream_lines(database, payout.settlement_id))
    )
    return Text(accounting_csv(rows), CSV, f"comptabilite-{batch_id}.csv")
