"""QR codes: the pictures of countermarks."""
