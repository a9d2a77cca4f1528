"""The officer's queue: what waits for whom, and who works it."""
