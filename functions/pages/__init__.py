"""Pages: the web app's files and entry document, link previews, and what search engines read.

It reads the collections offers and listings, and keeps none of its own.
"""
