"""What one legal instrument does to another of the same forum, seen from both ends."""
