"""Situations that the sources tell of: knowledge with a source, never a case against a government."""
