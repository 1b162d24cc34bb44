"""Rules of reimbursement."""
