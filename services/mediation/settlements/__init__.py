"""The agreement: drafted by clause, initialled, signed by who may, approved by a DPRD where it must."""
