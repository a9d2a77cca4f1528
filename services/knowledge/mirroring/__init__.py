"""What a mirror of the directory pulls: a snapshot, then changes, then proof that its copy is equal."""
