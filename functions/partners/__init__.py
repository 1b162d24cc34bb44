"""Partners: an offerer's own software, which keeps products in bulk and receives webhooks.

Documents: products, webhooks, webhook_deliveries. docs/events.md lists the events in and out.
"""
