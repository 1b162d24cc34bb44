"""Fixtures and helpers that the tests share; the benchmarks take theirs from here too."""
