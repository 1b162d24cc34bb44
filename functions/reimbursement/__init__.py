"""Reimbursement of professionals, from the captured booking to the executed transfer."""
