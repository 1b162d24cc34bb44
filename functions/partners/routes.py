"""The route table of partners; each subject adds its own routes."""

from functions.kernel.http import Routes

routes = Routes("partners_api")
