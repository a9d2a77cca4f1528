"""What became of a forum: its stage, its status, and when it was last made sure of."""
