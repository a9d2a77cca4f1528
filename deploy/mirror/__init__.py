"""A reference mirror: keeps an equal copy of a simpul's directory in SQLite, and proves that it is equal."""
