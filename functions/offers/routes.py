"""The route table of offers."""

from functions.kernel.http import Routes

routes = Routes("offers_api")
