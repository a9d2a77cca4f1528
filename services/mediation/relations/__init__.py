"""What a case is related to: cases it was split into or doubles, its root causes, forums, instruments."""
