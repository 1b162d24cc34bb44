"""Stories of people who use the web app, in a real browser."""
