"""Reimbursement of professionals, from the captured booking to the executed transfer.

Collections: receivables, pricing_folds (how far each pricing point is priced),
reimbursement_entries (the ledger), incidents, reimbursement_rules and reimbursement_rule_counts
(custom rules), reimbursement_behind (receivables that an audit found behind their booking),
bank_accounts, iban_claims (an IBAN is given once at an offerer) and
venue_account_links (the accounts of a venue over time). Receivables follow the events of bookings;
a job prices them.
"""
