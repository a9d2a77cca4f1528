"""JDIHN: the members' fields in and out without loss, a linter for their feeds, and pulls of them."""
