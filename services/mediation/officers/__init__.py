"""The desk's officers, known by who claims, or by the coordinator's word."""
