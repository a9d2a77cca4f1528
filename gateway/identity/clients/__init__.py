"""Clients as a resource: registered, amended, their secrets rotated, their history read."""
