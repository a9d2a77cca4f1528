"""Provinces, kabupaten and kota by their Kemendagri codes."""
