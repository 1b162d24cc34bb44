"""Use cases of the kernel."""
