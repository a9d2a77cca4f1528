"""Organs of a forum and the people in their offices."""
