"""Publishing: draft, edit, publish and withdraw offers."""
