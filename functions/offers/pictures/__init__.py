"""Pictures of offers: upload, checks, sizes and display."""
