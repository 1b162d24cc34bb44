"""The platform: ports, their adapters, and the HTTP, event and job edges that features share."""
