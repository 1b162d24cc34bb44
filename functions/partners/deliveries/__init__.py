"""Deliveries: the messages to webhooks, tried until they arrive or three days have passed."""
