"""The only door of the node: it authenticates, and passes bytes to the services behind it."""
