"""Published figures, by month and territory."""
