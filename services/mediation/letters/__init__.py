"""Letters that leave the office with its acts, rendered to PDF/A, and those that come in."""
