"""Messages to the operator from anybody signed in, and their answers."""
