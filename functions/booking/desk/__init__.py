"""The desk: look up a countermark, redeem it, undo, cancel."""
