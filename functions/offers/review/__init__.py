"""Review of offers by administrators."""
