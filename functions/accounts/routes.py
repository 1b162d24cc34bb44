"""The route table of accounts; each subject adds its own routes."""

from functions.kernel.http import Routes

routes = Routes("accounts_api")
