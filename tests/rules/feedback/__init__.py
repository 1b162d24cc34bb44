"""Rules of feedback."""
