"""What the desk did, in figures; and closed cases that are like an open one, without names."""
