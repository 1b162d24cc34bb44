"""Categories of offers, and the rules that each implies, as data."""
