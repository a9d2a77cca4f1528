"""Linked data: the words in which a node speaks of itself, and an entry of the directory in them."""
