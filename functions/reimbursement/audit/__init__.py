"""The audit of reimbursement: receivables against bookings, holds, the ledger and their folds."""
