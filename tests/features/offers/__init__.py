"""Use cases of offers."""
