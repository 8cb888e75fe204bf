"""Benchmarks: what the pages, steps and files cost, next to the least that the same machine needs in the same run."""
