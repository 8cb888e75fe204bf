"""Users, their seats and sessions; signing in; the pages of administration and of the audit log."""
