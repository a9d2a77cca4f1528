"""Cases: what a dispute is, who may see it, what may be done now, and the one door by which it changes."""
