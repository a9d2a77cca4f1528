"""Members of a forum: regions by one of their bodies, and other organisations by name."""
