"""The audit of payouts: lines against receivables, sums against lines, statements in a row."""
