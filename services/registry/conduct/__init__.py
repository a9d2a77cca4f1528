"""The simpul's code of conduct (tata laku), by edition, and who accepted it."""
