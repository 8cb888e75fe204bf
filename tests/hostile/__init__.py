"""Naughty strings against every field of every form and every part and parameter of every address."""
