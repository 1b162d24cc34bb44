"""Taking: a beneficiary books a stock."""
