"""Statistical confidentiality: published figures identify neither people nor professionals."""
