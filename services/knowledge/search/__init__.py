"""Search over what is published: an index of our own, ranked in PostgreSQL behind our own analyser."""
