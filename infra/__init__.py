"""What the culture pass is on Google Cloud, and what checks it without an account."""
