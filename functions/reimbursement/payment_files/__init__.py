"""Payment files: the transfers of a batch as the bank reads them."""
