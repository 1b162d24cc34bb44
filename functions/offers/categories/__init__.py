"""Categories of offers and their rules, as data."""
