"""Partners: an offerer's own software, which keeps products in bulk and receives webhooks.

Documents: products. docs/events.md lists the events in and out.
"""
