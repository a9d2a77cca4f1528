"""The parties of a case: joining, leaving, who speaks for them and by which power."""
