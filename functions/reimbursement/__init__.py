"""Reimbursement of professionals, from the captured booking to the executed transfer.

Documents: receivables, pricing_folds (how far each pricing point is priced), reimbursement_entries
(the ledger), incidents, reimbursement_rules and reimbursement_rule_counts (custom rules),
reimbursement_behind (receivables that an audit found behind their booking). Receivables follow the
events of bookings, and a job prices them.
"""
