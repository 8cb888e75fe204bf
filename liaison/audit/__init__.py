"""The append-only log: who did which verb to what, in the same transaction as the change itself."""
