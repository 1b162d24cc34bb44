"""The route that makes payment files, in a function of its own: no other one opens IBANs."""

from functions.kernel.call import Call
from functions.kernel.route import Who
from functions.kernel.schemas import Text
from functions.reimbursement.batches.rules import BatchNotPrepared, FileChanged, UnknownBatch
from functions.reimbursement.payment_files import rules, service
from functions.reimbursement.routes import payment_files
from functions.reimbursement.sepa.rules import PaymentInvalid

_XML = "application/xml"


@payment_files.get(
    "/v1/reimbursement-batches/{batch_id}/sepa",
    who=Who.FINANCE,
    refusals=(
        UnknownBatch,
        BatchNotPrepared,
        rules.PayerUnknown,
        PaymentInvalid,
        FileChanged,
    ),
    also=(_XML,),
)
def download_payment_file(call: Call, batch_id: str) -> Text:
    """Download the transfers of a batch for the bank (pain.001.001.09); the bytes stay the same.

    Mark the batch as sent before the upload: that refuses a file that an account has left since.
    """
    platform, settings = call.platform, call.platform.settings
    content = service.payment_file(
        platform.database,
        platform.encryption,
        lambda: rules.payer_of(settings.payer_name, settings.payer_iban, settings.payer_bic),
        batch_id,
        now=call.now,
    )
    return Text(content, _XML, f"{batch_id}.xml")
