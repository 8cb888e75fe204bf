"""The sheets of casework: the eight sheets of the steps, and the ledger."""
