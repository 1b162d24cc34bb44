"""The route table of statistics."""

from functions.kernel.http import Routes

routes = Routes("statistics_api")
