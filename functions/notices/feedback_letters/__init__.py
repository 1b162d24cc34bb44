"""Letters that answer what people wrote to the operator."""
