"""Reimbursement of professionals, from the captured booking to the executed transfer.

Collections: receivables, pricing_folds (how far each pricing point is priced),
reimbursement_entries (the ledger), incidents, gestures, reimbursement_rules and
reimbursement_rule_counts (custom rules), reimbursement_behind (receivables that an audit found
behind their booking), bank_accounts, iban_claims (an IBAN is given once at an offerer),
venue_account_links (the accounts of a venue over time), reimbursement_batches and last_batch (its
number), payouts, payout_lines, payout_debts (negative balances), statements and statement_counters
(their numbers), and venue_months (revenue by venue and month). Receivables follow the events of
bookings; jobs price them, put them in batches, and reimburse what a transfer has paid.
"""
