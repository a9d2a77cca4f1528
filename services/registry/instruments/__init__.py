"""Legal instruments: what the parties agreed, by which authority, for how long, and what to check."""
