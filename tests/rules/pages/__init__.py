"""Rules of offers."""
