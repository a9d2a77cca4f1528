"""Changes of region codes by decree: what ends, what takes its place, what is new, what is renamed.

The regions lie in each simpul's database, and no request touches both: the secretariat of each simpul
records a decree in its own.
"""
