"""The route table of feedback; each subject adds its own routes."""

from functions.kernel.http import Routes

routes = Routes("feedback_api")
