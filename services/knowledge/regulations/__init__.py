"""Works of law with every number, what became of them, and whether they are in force on a day."""
