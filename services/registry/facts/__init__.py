"""Facts: values of a forum's fields beside one another, each with its time, source and certainty."""
