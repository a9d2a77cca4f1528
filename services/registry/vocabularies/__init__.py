"""Controlled vocabularies: Indonesian codes, labels in both languages, each with its source."""
