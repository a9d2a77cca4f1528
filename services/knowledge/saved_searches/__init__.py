"""Searches that somebody keeps, and what is new for them since they last looked."""
