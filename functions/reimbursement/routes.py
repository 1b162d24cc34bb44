"""The route tables of reimbursement."""

from functions.kernel.http import Routes

routes = Routes("reimbursement_api")

payment_files = Routes("payment_files_api")
"""Routes that open IBANs."""
