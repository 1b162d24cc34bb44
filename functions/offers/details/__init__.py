"""Optional details of offers."""
