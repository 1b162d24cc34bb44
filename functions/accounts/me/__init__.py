"""The caller: who they are and what they may do."""
