"""Killing the program in the middle of its work, and looking at what is left."""
