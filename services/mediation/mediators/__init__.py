"""The roster of mediators, and who of them may mediate which case."""
