"""Partners' own ids of offers and stocks, each used once by an offerer."""
