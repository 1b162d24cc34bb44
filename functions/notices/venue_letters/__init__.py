"""Letters with the news of a venue, and who gets them."""
