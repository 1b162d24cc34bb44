"""The rules of reimbursement: shipped as data, dated, never edited once they were used."""
