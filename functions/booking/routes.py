"""The route table of bookings, which its subjects fill."""

from functions.kernel.http import Routes

routes = Routes("booking_api")
