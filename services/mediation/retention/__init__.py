"""How long a case that ended is kept; what it confided is destroyed after that, by the secretariat alone."""
