"""Good practices: what one forum learned, for the next."""
