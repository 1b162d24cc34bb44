"""Pictures of offers: upload, check, resize, show."""
