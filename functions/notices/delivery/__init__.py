"""Delivery of notices over the mail port."""
