"""Files of legal instruments: bytes in an object store, who may see them in the database."""
