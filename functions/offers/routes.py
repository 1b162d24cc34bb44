"""The route table of offers; each subject adds its own routes."""

from functions.kernel.http import Routes

routes = Routes("offers_api")
