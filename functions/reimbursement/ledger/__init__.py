"""The ledger of reimbursement: captured credit becomes owed to the offerer, or its contribution."""
