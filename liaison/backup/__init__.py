"""Backups: copies of the database alone (before an upgrade), and archives of an instance that can be put back."""
