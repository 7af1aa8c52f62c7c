"""Figures against the official SDK and plain requests; `python -m benchmarks` makes them all."""
