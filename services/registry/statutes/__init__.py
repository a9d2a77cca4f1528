"""Statutes of a forum (AD/ART), by version, with their rules."""
