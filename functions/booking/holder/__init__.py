"""The holder: a beneficiary lists, reads and cancels their own bookings."""
