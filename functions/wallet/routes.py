"""The route table of the wallet."""

from functions.kernel.http import Routes

routes = Routes("wallet_api")
