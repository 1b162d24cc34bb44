"""The route table of accounts, which the module of each subject fills."""

from functions.kernel.http import Routes

routes = Routes("accounts_api")
