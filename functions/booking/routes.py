"""The route table of bookings, which the modules of each subject add their routes to."""

from functions.kernel.http import Routes

routes = Routes("booking_api")
