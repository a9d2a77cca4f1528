"""The trail: one hash chain per case, which nobody can alter unseen."""
