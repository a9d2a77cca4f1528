"""Money of a forum: sources, cost shares, commitments of members, and what the public sees of it."""
