"""Contact: how people reach the operator, even where no script runs."""
