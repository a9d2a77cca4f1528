"""Rows below a forum: members, instruments, organs and the like are all kept the same way."""
