"""Measurements: ratios inside one run, on this machine, never a timed assertion."""
