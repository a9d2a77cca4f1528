"""Signals of a conflict to come: who saw what, what is alleged and what established, and what was done.

Restricted: a signal is seen by who reported it, the office, the governor's office of its province, and the
forums it names.
"""
