"""Access codes: how a party without a client of its own comes to its one case."""
