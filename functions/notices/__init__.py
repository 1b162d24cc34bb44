"""Notices: e-mail notifications, at most one for each event and person.

Documents: notices (claims on an event and a person), venue_news, venue_news_boxes. docs/events.md
lists the events in and out.
"""
