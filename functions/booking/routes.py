"""The route table of bookings, collected from the module of each subject."""

from functions.kernel.http import Routes

routes = Routes("booking_api")
