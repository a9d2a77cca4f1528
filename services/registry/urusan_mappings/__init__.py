"""What regions reported on which affairs of government (urusan) they cooperate in, or must.

The ministry asks regions to map their mandatory cooperation (UU 23/2014 Pasal 364).
"""
