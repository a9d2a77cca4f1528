"""Guidance and evaluation of a forum by governor or Minister."""
