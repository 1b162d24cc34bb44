"""Statements of reimbursement as documents: PDF and CSV."""
