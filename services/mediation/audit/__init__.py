"""The trail as people read it: one case's for who is in it, all rows and signed roots for the auditor."""
