"""House rules as tests; each message says what to do."""
