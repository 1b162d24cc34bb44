"""The route table of reimbursement."""

from functions.kernel.http import Routes

routes = Routes("reimbursement_api")
