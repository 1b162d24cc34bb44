"""Receivables: what each used booking brings to its offerer, one document each."""
