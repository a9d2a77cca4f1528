"""What the API takes and gives for the aggregate, by part of it."""
