"""The directory: one rendered entry per forum, made from the registry's feed."""
