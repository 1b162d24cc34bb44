"""The page of an offerer, for its members and administrators."""
