"""Use cases of reimbursement."""
