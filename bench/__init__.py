"""What is fast and what it costs: each benchmark is a command that prints a table.

`python -m bench` lists them. A figure of time stands beside a baseline that was measured in the
same run, for a machine's own speed says little. Where a benchmark has a bar, missing it makes the
exit status non-zero.
"""
