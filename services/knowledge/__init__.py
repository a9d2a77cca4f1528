"""The node's memory: the directory of forums, and what they learned."""
