"""Reinstatement: an administrator undoes a cancellation."""
