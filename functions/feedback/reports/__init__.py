"""Reports of offers: people report, enough reports hold an offer, reviewers decide and answer."""
