"""Admission to this simpul: by need, voluntary, and left again by a recorded act."""
