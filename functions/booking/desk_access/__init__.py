"""Access to the desk: who may call it, and for which offerers."""
