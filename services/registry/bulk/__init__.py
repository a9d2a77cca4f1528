"""Import of forums, members and instruments from CSV and XLSX, row by row, as jobs of the worker."""
