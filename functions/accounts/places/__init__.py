"""French departments, their postal codes and time zones."""
