"""What several test packages share: databases, callers, factories."""
