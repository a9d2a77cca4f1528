"""Coordination teams for regional cooperation (TKKSD) of regions.

Permendagri 22/2020: the head of a region forms the team, the Sekda chairs it.
"""
