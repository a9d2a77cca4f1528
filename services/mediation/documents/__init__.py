"""Documents of a case: typed by content, versioned, locked while edited, read by whom they are for."""
