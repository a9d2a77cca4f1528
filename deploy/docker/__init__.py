"""The node in containers: what prepares its databases, and what starts each process."""
