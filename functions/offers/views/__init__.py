"""Views of offers: how often an offer was shown in a month, without anything about the viewer."""
