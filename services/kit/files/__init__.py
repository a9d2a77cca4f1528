"""Files: bytes in an object store, judged by their content; who may see them is each service's own."""
