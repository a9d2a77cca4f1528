"""Border pairs: which two regions border each other, as far as the secretariat has recorded it.

What is not recorded is unknown; it is never said that two regions do not border each other.
"""
