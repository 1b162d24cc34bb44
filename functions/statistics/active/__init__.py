"""Active offers: how many can be booked in each department, counted by the database."""
