"""The one-command node: an embedded PostgreSQL, every process, one log."""
