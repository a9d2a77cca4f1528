"""The aggregate: a forum with its members, instruments, organs, funding and activities."""
