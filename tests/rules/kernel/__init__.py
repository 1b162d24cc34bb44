"""Rules of the kernel."""
