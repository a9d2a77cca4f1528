"""Limits of time: rules that the secretariat edits, and the clocks that run by them."""
