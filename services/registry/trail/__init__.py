"""What was done to entities that stand beside the forums: admissions, and notes of supervision."""
