"""Benchmarks of speed and cost: each is a command that prints a table.

`python -m bench` lists them. Each time is shown beside a baseline measured in the same run, because
a machine's own speed says little. Where a benchmark has a bar, missing it makes the exit status
non-zero.
"""
