"""Commercial gestures: amounts that the operator pays a venue from a fund, for a reason."""
