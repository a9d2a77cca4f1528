"""Joint programmes and activities, and the periodic reports on them."""
