"""Benchmarks: they count right and report a missed bar."""
