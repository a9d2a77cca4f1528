"""Who may speak to the node: clients, their access tokens, and whose access has ended."""
