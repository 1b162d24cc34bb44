"""The holder: a beneficiary lists and cancels their own bookings."""
