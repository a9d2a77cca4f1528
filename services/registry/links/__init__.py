"""Links of a forum: predecessors, successors, partners; shown at both ends."""
