"""The balance: the wallet and its entries as their beneficiary sees them."""
