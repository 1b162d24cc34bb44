"""Population by territory and age, from a file of the operator; none is shipped."""
