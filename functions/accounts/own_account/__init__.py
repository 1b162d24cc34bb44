"""One's own account: suspend it, take it back, and sign out everywhere."""
